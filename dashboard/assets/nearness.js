/* Parts of a page that wait: made when the reader comes near, else one by one while the browser has nothing to do.

   The second keeps printing, finding in the page and screen readers complete, whatever was scrolled. */
(function () {
  var QUIET_MS = 2500; // after the page stands, and between two parts nobody has come near
  var waiting = [];
  var timer = null;

  function draw(place) {
    waiting = waiting.filter(function (one) {
      return one !== place;
    });
    if (watcher) watcher.unobserve(place);
    if (place.isConnected) window.dash_clientside.set_props(place.dataset.near, { data: true });
  }

  var watcher =
    "IntersectionObserver" in window &&
    new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) draw(entry.target);
      });
    });

  var whenIdle =
    window.requestIdleCallback ||
    function (work) {
      window.setTimeout(work, 0);
    };

  function drawInTurn() {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      whenIdle(function () {
        if (waiting.length) draw(waiting[0]);
        if (waiting.length) drawInTurn();
      });
    }, QUIET_MS);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    nearness: {
      watch: function () {
        document.querySelectorAll("[data-near]:empty").forEach(function (place) {
          if (waiting.indexOf(place) >= 0) return;
          waiting.push(place);
          if (watcher) watcher.observe(place);
        });
        if (waiting.length) drawInTurn();
        return window.dash_clientside.no_update;
      },
    },
  });

  window.addEventListener("beforeprint", function () {
    waiting.slice().forEach(draw);
  });
})();
