"""Deliberate faults in the money path, as data: each must be caught by the simulation, or it proves nothing."""

from __future__ import annotations

from tests.mutants import Mutant

MUTANTS = (
    Mutant(
        "an answer settles whichever attempt is open",
        "bot/rewards/sending.py",
        "if not is_open or reward.attempt != send.reward.attempt:",
        "if not is_open:",
    ),
    Mutant(
        "a refusal that speaks of a repeat is final",
        "bot/rewards/settling.py",
        "if reward.was_unknown or refusal.speaks_of_repeat:",
        "if False:",
    ),
    Mutant(
        "unknowns in a row pause nothing",
        "bot/rewards/settling.py",
        "(in_a_row := tx.count_unanswered()) >= UNANSWERED_IN_A_ROW_MAX:",
        "(in_a_row := tx.count_unanswered()) < 0:",
    ),
    Mutant(
        "a new reference for each attempt",
        "bot/rewards/sending.py",
        "Allocation(reward.reference, reward.points, card_holder, is_debit), tx.now)",
        'Allocation(f"{reward.reference[:18]}{attempt}", reward.points, card_holder, is_debit), tx.now)',
    ),
    Mutant(
        "a time-out is read as not sent",
        "bot/enkash/client.py",
        "            return Unknown(error.why)\n",
        "            return NotSent(error.why)\n",
    ),
    Mutant(
        "a 5xx is read as a refusal",
        "bot/enkash/outcome.py",
        'return Unknown(f"EnKash answered HTTP {reply.status}.")',
        'return Refused(f"HTTP {reply.status}")',
    ),
    Mutant(
        "any HTTP 200 is a yes",
        "bot/enkash/outcome.py",
        "if answer.code == 0 and reply.is_success:",
        "if reply.is_success:",
    ),
    Mutant(
        "nothing is looked at just before the POST",
        "bot/rewards/sending.py",
        "return is_ours and is_early",
        "return True",
    ),
    Mutant(
        "sent again after a look-up that found nothing",
        "bot/rewards/looking_up.py",
        'tx.put_back(errand, _look_up_again_at(tx, reward), "not found yet")',
        'settling.approved_again(tx, request, reward, CLOCK, "not found")',
    ),
    Mutant(
        "anybody may approve",
        "bot/rewards/deciding.py",
        "        voice = voices.get(click.person_id)\n",
        "        voice = click.person_id\n",
    ),
    Mutant(
        "one approval is enough for everything",
        "bot/rewards/deciding.py",
        "        if approvals < request.quorum:\n",
        "        if False:\n",
    ),
    Mutant(
        "approval checked outside the transaction",
        "bot/rewards/deciding.py",
        """        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return None
            voice = self._approving_voice(tx, request, click)
            if voice is not None:
""",
        """        with self._ledger.read() as view:
            request = view.request(click.request_id)
        with self._ledger.write(latest=latest) as tx:
            if request is None:
                return None
            voice = self._approving_voice(tx, request, click)
            if voice is not None:
""",
    ),
    Mutant(
        "a click after the deadline still decides",
        "bot/rewards/deciding.py",
        "if request.awaits_decision and request.expires_at <= tx.now:",
        "if False:",
    ),
    Mutant(
        "the history's entry of an allocation is forgotten",
        "bot/rewards/settling.py",
        "        tx.append(_entry(reward, RewardStatus.ALLOCATED, by, detail=found.transaction_id))\n",
        "",
    ),
    Mutant(
        "the allocation is not staged with the approval",
        "bot/rewards/ending.py",
        "        tx.stage(Lane.MONEY, request.id, Kind.ALLOCATION, reward.id)\n",
        "",
    ),
    Mutant(
        "the allocation is staged after the approval's transaction",
        "bot/rewards/deciding.py",
        """                return self._approve(tx, request, click.person_id, voice)
            _answer(tx, request, click)
            return request

    def _approve(""",
        """                approved = self._approve(tx, request, click.person_id, voice)
                for reward in request.rewards:
                    tx.unstage(request.id, Kind.ALLOCATION, reward.id)
            else:
                _answer(tx, request, click)
                return request
        if approved is not None and approved.status is RequestStatus.APPROVED:
            with self._ledger.write() as tx:
                for reward in request.rewards:
                    tx.stage(Lane.MONEY, request.id, Kind.ALLOCATION, reward.id)
        return approved

    def _approve(""",
    ),
    Mutant(
        "an approval is not guarded by what was decided before",
        "bot/rewards/deciding.py",
        "if not request.awaits_decision:\n            return None",
        "if request.is_in_doubt:\n            return None",
    ),
    Mutant(
        "what was in flight when the process died is sent again",
        "bot/rewards/sending.py",
        'self.settling.unknown(tx, errand, request, reward, "the bot stopped before it learned the outcome")',
        'self.settling.not_sent(tx, errand, request, reward, NotSent("stopped"), tx.now)',
    ),
    Mutant(
        "a doubtful post is repeated while Slack answers nothing",
        "bot/outbox/messages.py",
        "        if parcel.errand.doubts:\n",
        "        if False:\n",
    ),
    Mutant(
        "the card says rewarded as soon as it is approved",
        "bot/messages/card.py",
        "    if RewardStatus.ALLOCATED in statuses and not any(reward.is_on_its_way for reward in request.rewards):\n",
        "    if RewardStatus.FAILED not in statuses:\n",
    ),
    Mutant(
        "what Slack did not take is not said again",
        "bot/outbox/messages.py",
        "            self._again(parcel, error)\n",
        '            self._finish(parcel, "not posted")\n',
    ),
    Mutant(
        "a comparison goes by what stood before EnKash was asked",
        "bot/rewards/reconciling.py",
        """            line = compare(request, after, finding, view.now)
        return line, after.stands_as(before)
""",
        """            line = compare(request, before, finding, view.now)
        return line, True
""",
    ),
    Mutant(
        "the same delivery makes a second request",
        "bot/rewards/asking.py",
        "            if again is not None:\n                return Asked(",
        "            if again is not None and False:\n                return Asked(",
    ),
    Mutant(
        "a restored ledger holds nothing",
        "bot/rewards/restoring.py",
        "    for request_id in tx.not_final_ids():\n",
        "    for request_id in ():\n",
    ),
    Mutant(
        "what was undecided in a restored ledger is decided as ever",
        "bot/rewards/deciding.py",
        "if not request.awaits_decision:\n            return None",
        "if request.status is not RequestStatus.PENDING:\n            return None",
    ),
    Mutant(
        "what was approved before a start is sent without a look",
        "bot/rewards/sending.py",
        "        if errand.id <= self._inherited_up_to:\n",
        "        if False:\n",
    ),
    Mutant(
        "of what was approved less, as much is sent as was asked for",
        "bot/rewards/sending.py",
        "Allocation(reward.reference, reward.points, card_holder, is_debit), tx.now)",
        "Allocation(reward.reference, tx.request_of(errand, has_names=False).points, card_holder, is_debit), tx.now)",
    ),
    Mutant(
        "an approval counts for as much as was asked for",
        "bot/rewards/deciding.py",
        "        points = request.points_each\n",
        "        points = request.points\n",
    ),
    Mutant(
        "what was not approved stays taken of its budget",
        "bot/ledger/deciding_statements.py",
        "            self._give_back(reward.request_id, reward.points - points)\n",
        "",
    ),
    Mutant(
        "the sum over some days raises no tier",
        "bot/core/lookback.py",
        "    return Sum(sums[person], policy.same_person_days, _told(person, given)) if is_higher else None\n",
        "    return None\n",
    ),
    Mutant(
        "whoever rewards each other needs no next tier",
        "bot/core/lookback.py",
        "(mutual_with is not None and policy.mutual_needs_next_tier)",
        "False",
    ),
    Mutant(
        "a limit at a person is not kept",
        "bot/core/judging.py",
        "    room = room_lacking(asking, person_id)\n",
        "    room = None\n",
    ),
    Mutant(
        "a deputy decides on what they receive or asked for",
        "bot/rewards/entitlement.py",
        "if deputy in able and deputy not in parties}",
        "if deputy in able}",
    ),
    Mutant(
        "what is private stands where it was asked",
        "bot/core/reward.py",
        "return self.giver_id if self.is_private else self.approvals_channel_id",
        "return self.approvals_channel_id",
    ),
    Mutant(
        "of several people only the first is sent anything",
        "bot/rewards/ending.py",
        "    for reward in request.rewards:\n        tx.append",
        "    for reward in request.rewards[:1]:\n        tx.append",
    ),
    Mutant(
        "the tier of several people is that of what each gets",
        "bot/core/judging.py",
        "        return tier_for(policy, self.points_asked, self.same_as, self.lookback)\n",
        "        return tier_for(policy, self.points, self.same_as, self.lookback)\n",
    ),
    Mutant(
        "what EnKash refused stays taken of its budget",
        "bot/ledger/statements.py",
        "            self._follow(reward.request_id, reward.points, reward.status, to)\n",
        "",
    ),
    Mutant(
        "what was taken back stays taken of its budget",
        "bot/ledger/reversing_statements.py",
        "            self._give_back(reward.request_id, reward.points)\n",
        "",
    ),
    Mutant(
        "a debit is looked up as if it were a credit",
        "bot/enkash/client.py",
        "Sought(allocation.reference, allocation.points, is_debit=allocation.is_debit)",
        "Sought(allocation.reference, allocation.points)",
    ),
    Mutant(
        "what was given is asked back a second time while that stands",
        "bot/core/reversal.py",
        "    if has_reversal:\n",
        "    if False:\n",
    ),
    Mutant(
        "a reversal gives the points once more",
        "bot/enkash/wire.py",
        '"DR" if allocation.is_debit else "CR",\n        "type": "UNALLOCATE_POINT" if allocation.is_debit else',
        '"CR",\n        "type":',
    ),
    Mutant(
        "a reversal that EnKash left open counts as done",
        "bot/rewards/settling.py",
        "        self.unknown(tx, errand, request, reward, why)\n        if is_news",
        "        self.unknown(tx, errand, request, reward, why)\n        if reward.reverses:\n"
        "            take_back(tx, reward, CLOCK)\n        if is_news",
    ),
)

CAUGHT_BY = {
    "nothing is looked at just before the POST": 4_965,
    "what was approved before a start is sent without a look": 3_430,
    "a 5xx is read as a refusal": 3_317,
    "sent again after a look-up that found nothing": 3_272,
    "whoever rewards each other needs no next tier": 3_134,
    "a reversal that EnKash left open counts as done": 3_129,
    "a debit is looked up as if it were a credit": 3_129,
    "the allocation is staged after the approval's transaction": 3_127,
    "a doubtful post is repeated while Slack answers nothing": 3_106,
    "what was given is asked back a second time while that stands": 3_090,
    "of what was approved less, as much is sent as was asked for": 3_088,
    "an approval counts for as much as was asked for": 3_088,
    "a deputy decides on what they receive or asked for": 3_080,
    "what was not approved stays taken of its budget": 3_046,
    "what was in flight when the process died is sent again": 3_040,
    "what is private stands where it was asked": 3_028,
    "what Slack did not take is not said again": 3_017,
    "what EnKash refused stays taken of its budget": 3_017,
    "approval checked outside the transaction": 3_017,
    "a click after the deadline still decides": 3_017,
    "of several people only the first is sent anything": 3_015,
    "what was taken back stays taken of its budget": 3_014,
    "the card says rewarded as soon as it is approved": 3_013,
    "any HTTP 200 is a yes": 3_007,
    "the same delivery makes a second request": 3_007,
    "a reversal gives the points once more": 3_007,
    "the tier of several people is that of what each gets": 3_003,
    "what was undecided in a restored ledger is decided as ever": 2_918,
    "a refusal that speaks of a repeat is final": 2_607,
    "unknowns in a row pause nothing": 2_424,
    "a comparison goes by what stood before EnKash was asked": 936,
    "a restored ledger holds nothing": 680,
    "a time-out is read as not sent": 552,
    "an answer settles whichever attempt is open": 228,
    "a limit at a person is not kept": 52,
}
"""The life that showed it last, where that is not the first one looked at: it is looked for from there on, and further
where other lives show it by now."""
