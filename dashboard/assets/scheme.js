/* Sets light or dark before the first paint, from the remembered choice or the system's. */
(function () {
  var choice = null;
  try {
    choice = JSON.parse(window.localStorage.getItem("scheme-choice"));
  } catch (error) {
    choice = null; // storage blocked or damaged: follow the system
  }
  if (choice !== "light" && choice !== "dark") {
    choice = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", choice);
})();
