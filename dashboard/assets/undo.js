/* The notice with "Undo": it stays 30 s, longer while the pointer or the focus is on it; Ctrl+Z presses its button. */
(function () {
  var STAYS_MS = 30000;
  var LOOKS_MS = 2000;
  var timer = null;

  function element(id) {
    return document.getElementById(id);
  }

  function hide() {
    window.dash_clientside.set_props("undo-offer", { data: null });
  }

  function isUsed() {
    var notice = element("undo-notice");
    return notice && (notice.matches(":hover") || notice.contains(document.activeElement));
  }

  function wait(time) {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      if (isUsed()) wait(LOOKS_MS);
      else hide();
    }, time);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    classroomUndo: {
      show: function (offer) {
        if (!offer) {
          window.clearTimeout(timer);
          return ["", true, "undo-notice"];
        }
        wait(STAYS_MS);
        return [String(offer.text), !offer.action, "undo-notice shown"];
      },
      close: function () {
        return null;
      },
    },
  });

  function isWriting(target) {
    return target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  }

  document.addEventListener("keydown", function (event) {
    var button = element("undo-button");
    var pressed = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === "z";
    if (!pressed || isWriting(event.target) || !button || button.hidden) return;
    event.preventDefault();
    button.click();
  });
})();
