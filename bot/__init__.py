"""Shabash (शाबाश, "well done!"): spot rewards in Slack, approved in the channel, moved at EnKash.

The path of one reward, and where each step lives:

    Slack ──signed request──► web.py              the edge guard, /healthz, /readyz, /metrics
                              listeners/          command, click, form, event: read, decide, answer
                              core/command.py     what was typed; core/marks.py its #value, and private
                              core/policy.py      the rules; core/judging.py who may ask, core/deciders.py who decides,
                                                  core/budget.py and core/limits.py how much is left,
                                                  core/lookback.py what was asked in the days before
                              rewards/asking.py   ┐ one durable transaction each:
                              rewards/deciding.py │ the guarded move, its entry in the history,
                              rewards/sending.py  │ and what follows, staged in the outbox
                              rewards/settling.py ┘
                              ledger/             the store behind one interface; SQLite or Postgres
    EnKash ◄──POST, once───── outbox/money.py     claim, send, settle, look up
    EnKash ◄──questions────── outbox/inquiries.py what people ask about their own cards, whispered to them
    Slack ◄──cards, replies── outbox/messages.py  drawn from the ledger by messages/ when they go, to channels
                                                  that no other company reads (outbox/channels.py),
                                                  and people's Homes (outbox/homes.py, rewards/home.py)

Beside the path:

    app.py        the composition root          settings/     the only reader of the environment and the policy
    cli/          the command `shabash`         log.py        one line a step, nothing personal
    directory.py  Slack's facts about people    people/       HR's: e-mail, mobile, title, name, gender
                  rewards/leaving.py follows them up
    metrics.py    what /metrics tells           socket_mode.py  Slack's socket, where it is wanted
    health.py     how the bot fares              bolting.py   Slack's own framework, set up
    at_once.py    forms, and whatever the ledger could not take: to Slack past the outbox
    rounds.py     a thread that does one thing again and again: directory, sealer, daily comparison, policy file
    enkash/       EnKash in its own words       slack/        Slack out
    checking/     is all there for the first reward?
    reporting/    `shabash report`: sums of any days, a tax year, a chart
    rewards/sealing.py      seals the history every minute; audit/ finds what is not as it was sealed
                            (ledger/evidence.py hands it the tables, past everything that guards them)
    messages/     every sentence the bot says, in its reader's language: language.py, and hindi/ with what each says
    playground/   Slack and EnKash stood in for, in a browser
    rewards/signing_in.py   token calls, counted in the ledger before they leave; connecting.py joins it to enkash/
    rewards/restoring.py    what is in doubt in a ledger that was restored; ledger/copying.py makes and restores backups
    ledger/turns.py         who of one process's threads writes next, and what one sync of the disk keeps
    ledger/moving.py        takes a whole ledger from one database to another
    rewards/reconciling.py  every reward against EnKash, once a day (outbox/reconciling.py) and by `shabash reconcile`
    core/statement/         a statement from EnKash's dashboard, read and held against the books
    rewards/replying.py     what a giver replies to a decider's question
    rewards/inquiring.py    a press of Redeem, a balance: who may have which card looked up
    rewards/weighing.py     what a request is held against, and why it is not recorded
    rewards/reversing.py    asks to take back what was given; taking_back.py does what follows once EnKash has
    rewards/budgets.py      what is taken of budgets; rewards/looking_back.py what was asked in the days before
    rewards/entitlement.py  who may decide and operate; rewards/ending.py how a pending request ends
    rewards/digesting.py    the weekly or monthly digest to a channel: once each, and no more than all may read
    rewards/timing.py       presses on what nobody decides on; rewards/absences.py who decides for whom meanwhile
    rewards/ruling.py       puts a changed policy in force; rewards/explaining.py judges by it and records nothing
    rewards/queue.py        carriers of one process take what waits in a lane, one after the other
    rewards/listed.py       so that a file of people asks for them once, however often it is given to the command line
    rewards/operating.py    what operators settle with their buttons; pausing.py turns sending off and on

Arrows point one way, and a test holds it: core knows nothing of the rest, and what thinks never calls out.
"""
