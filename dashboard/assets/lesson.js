/* The lesson's figures: a time chosen in one of them, the zoom, tables built as text. */
(function () {
  var FIGURES = ["session-timeline", "session-mix", "session-presence", "session-heat"];
  var AT = "session-moment-at";
  var MINUTE_MS = 60000;
  var STEADY_PX = 5; // a pointer that moved farther has dragged
  var none = function () {
    return window.dash_clientside.no_update;
  };
  var chosen = null;

  function plot(id) {
    var place = document.getElementById(id);
    return place && place.querySelector(".js-plotly-plot");
  }

  function axis(gd) {
    var layout = gd && gd._fullLayout;
    return layout && layout.xaxis && layout.xaxis.type === "date" ? layout.xaxis : null;
  }

  /* Times are the class's wall clock, as ISO without a zone: they are read as UTC here, and never shifted. */
  function toMs(text) {
    return Date.parse(String(text).replace(" ", "T").slice(0, 23) + "Z");
  }

  function toText(ms) {
    return new Date(ms).toISOString().slice(0, 23);
  }

  function clamp(ms, bounds) {
    if (!bounds) return ms;
    return Math.min(Math.max(ms, toMs(bounds[0])), toMs(bounds[1]));
  }

  var CLOCK = /^\s*([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?\s*$/; // what is typed may be anything

  function clock(text) {
    return text ? String(text).replace(" ", "T").slice(11, 16) : "";
  }

  /* ---------------------------------------------------------------- a time chosen with the pointer */
  function timeUnder(event) {
    var gd = event.target.closest && event.target.closest(".js-plotly-plot");
    if (!gd || !gd.parentElement) return null;
    var owner = gd.closest(FIGURES.map(function (id) { return "#" + id; }).join(","));
    var shown = axis(gd);
    if (!owner || !shown || event.target.closest(".modebar, .colorbar")) return null;
    var x = event.clientX - gd.getBoundingClientRect().left - shown._offset;
    if (x < 0 || x > shown._length) return null;
    return String(shown.p2d(x));
  }

  var pressed = null;
  document.addEventListener(
    "pointerdown",
    function (event) {
      pressed = event.isPrimary && event.button === 0 ? { x: event.clientX, y: event.clientY, at: timeUnder(event) } : null;
    },
    true
  );
  document.addEventListener(
    "pointerup",
    function (event) {
      var began = pressed;
      pressed = null;
      if (!began || !began.at) return;
      if (Math.abs(event.clientX - began.x) > STEADY_PX || Math.abs(event.clientY - began.y) > STEADY_PX) return;
      choose(began.at);
    },
    true
  );
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-moment]");
    if (!button) return;
    choose(button.getAttribute("data-moment"));
    var place = document.getElementById("session-timeline-frame");
    if (place) place.scrollIntoView({ block: "nearest" });
  });

  function choose(text) {
    if (document.getElementById("session-timeline")) {
      window.dash_clientside.set_props(AT, { data: toText(toMs(text)) });
    }
  }

  /* ---------------------------------------------------------------- the chosen time, drawn over the figures */
  function drawCursor(id) {
    var gd = plot(id);
    if (!gd) return;
    var line = gd.querySelector(":scope > .moment-cursor");
    var shown = axis(gd);
    var x = chosen && shown ? shown.d2p(chosen.replace("T", " ")) : -1;
    if (!shown || !(x >= 0 && x <= shown._length)) {
      if (line) line.remove();
      return;
    }
    if (!line) {
      line = document.createElement("div");
      line.className = "moment-cursor";
      gd.appendChild(line);
    }
    var size = gd._fullLayout._size;
    line.style.left = shown._offset + x + "px";
    line.style.top = size.t + "px";
    line.style.height = size.h + "px";
    if (!gd.classroomWatched && gd.on) {
      gd.classroomWatched = true;
      gd.on("plotly_afterplot", function () {
        drawCursor(id);
      });
    }
  }

  /* ---------------------------------------------------------------- tables, written as text */
  function cell(kind, text, scope) {
    var made = document.createElement(kind);
    made.textContent = String(text);
    if (scope) made.setAttribute("scope", scope);
    return made;
  }

  function buildTable(data) {
    var table = document.createElement("table");
    var caption = document.createElement("caption");
    caption.textContent = data.caption;
    table.appendChild(caption);
    var head = table.createTHead().insertRow();
    data.head.forEach(function (text) {
      head.appendChild(cell("th", text, "col"));
    });
    var body = table.createTBody();
    data.rows.forEach(function (row) {
      var line = body.insertRow();
      row.forEach(function (text, index) {
        line.appendChild(index ? cell("td", text) : cell("th", text, "row"));
      });
    });
    return table;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    lesson: {
      choose: function (at, time, back, forward, close, bounds) {
        var by = window.dash_clientside.callback_context.triggered.map(function (one) {
          return one.prop_id.split(".")[0];
        })[0];
        var next = at;
        if (by === "session-moment-close") next = null;
        else if (by === "session-moment-back" || by === "session-moment-forward") {
          var begin = at ? toMs(at) : bounds ? toMs(bounds[0]) : NaN;
          if (isNaN(begin)) return [none(), none()];
          var step = at ? (by === "session-moment-back" ? -MINUTE_MS : MINUTE_MS) : 0;
          next = toText(clamp(begin + step, bounds));
        } else if (by === "session-moment-time") {
          if (!CLOCK.test(time || "") || !bounds || time === clock(at)) return [none(), none()];
          next = toText(clamp(nearest(time, bounds), bounds));
          return [next, none()];
        }
        chosen = next;
        window.requestAnimationFrame(function () {
          FIGURES.forEach(drawCursor);
        });
        return [next === at ? none() : next, clock(next)];
      },
      zoomed: function (change, known) {
        if (!change) return none();
        for (var name of ["xaxis", "xaxis2"]) {
          if (change[name + ".autorange"]) return known ? null : none();
          var from = change[name + ".range[0]"];
          var to = change[name + ".range[1]"];
          if (from && to) return { from: from, to: to };
        }
        return none();
      },
      /* The note's last texts: the page's own writing, whose answer may be under way, is no one else's. */
      remember: function (_blur, text, sent) {
        return (sent || []).concat([text || ""]).slice(-4);
      },
      isWhole: function (zoom) {
        return !zoom;
      },
      table: function (data, said) {
        var ids = window.dash_clientside.callback_context.outputs_list;
        var place = document.querySelector(".figure-table-" + ids[0].id.figure);
        if (!place) return [none(), none(), none()];
        if (!data) {
          place.replaceChildren();
          return [true, window.dash_clientside.lesson.shows[ids[0].id.figure] || said, "false"];
        }
        if (said !== data.hide) window.dash_clientside.lesson.shows[data.figure] = said;
        place.replaceChildren(buildTable(data));
        return [false, data.hide, "true"];
      },
      shows: {},
    },
  });

  /* The day on which that clock time lies within the class. */
  function nearest(time, bounds) {
    var first = toMs(bounds[0]);
    var day = first - (first % 86400000);
    var parts = time.split(":").map(Number);
    var found = day + parts[0] * 3600000 + parts[1] * MINUTE_MS + (parts[2] || 0) * 1000;
    while (found < first - 3600000 && found + 86400000 <= toMs(bounds[1])) found += 86400000;
    return found;
  }
})();
