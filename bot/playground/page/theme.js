// Before anything is drawn: the light or dark that was chosen here before, else the system's.

const KEY = "shabash theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return (localStorage.getItem(KEY) ?? (system.matches ? "dark" : "light")) === "dark";
}

function show() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  document.getElementById("dark")?.setAttribute("aria-checked", String(isDark()));
}

show();
system.addEventListener("change", show);
addEventListener("DOMContentLoaded", () => {
  show();
  document.getElementById("dark").addEventListener("click", () => {
    localStorage.setItem(KEY, isDark() ? "light" : "dark");
    show();
  });
});
