/* Parts of a page that wait: made when the reader comes near, else one by one while the browser has nothing to do.

   The second keeps printing, finding in the page and screen readers complete, whatever was scrolled. */
(function () {
  var QUIET_MS = 1000; // after the page stands
  var LONGEST_MS = 4000; // a part that is not there by then keeps the next one waiting no more
  var waiting = [];
  var timer = null;

  function draw(place) {
    waiting = waiting.filter(function (one) {
      return one !== place;
    });
    if (watcher) watcher.unobserve(place);
    if (!place.isConnected) return;
    window.dash_clientside.set_props(place.dataset.near, { data: true });
    window.setTimeout(function () {
      if (!place.firstChild) delete place.dataset.watched; // the server was silent: tried again with the next frame
    }, LONGEST_MS);
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

  /* Calls `go` once the place has something in it, or is gone, or takes too long. */
  function whenFilled(place, go) {
    var late = window.setTimeout(finish, LONGEST_MS);
    var filling = new MutationObserver(finish);
    function finish() {
      window.clearTimeout(late);
      filling.disconnect();
      go();
    }
    if (place.isConnected) filling.observe(place, { childList: true });
    else finish();
  }

  function drawInTurn(pause) {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      whenIdle(function () {
        var place = waiting[0];
        if (!place) return;
        draw(place);
        whenFilled(place, function () {
          if (waiting.length) drawInTurn(0);
        });
      });
    }, pause);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    nearness: {
      watch: function () {
        var isNew = false;
        document.querySelectorAll("[data-near]:empty").forEach(function (place) {
          if (waiting.indexOf(place) >= 0 || place.dataset.watched) return;
          place.dataset.watched = "yes"; // a class that runs looks again with every frame
          isNew = true;
          waiting.push(place);
          if (watcher) watcher.observe(place);
        });
        if (isNew) drawInTurn(QUIET_MS);
        return window.dash_clientside.no_update;
      },
    },
  });

  window.addEventListener("beforeprint", function () {
    waiting.slice().forEach(draw);
  });
})();
