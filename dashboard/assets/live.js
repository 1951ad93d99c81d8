/* The live page: what changed is written into its place; nothing is built anew, nothing moves without a reason.
   Names and texts are set as text, never read as HTML. */
(function () {
  var SVG = "http://www.w3.org/2000/svg";
  var drawn = { now: null, trends: null };

  function byId(id) {
    return document.getElementById(id);
  }

  function text(element, value) {
    if (element && element.textContent !== value) element.textContent = value;
  }

  function attribute(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function hide(id, hidden) {
    var element = byId(id);
    if (element && element.hidden !== hidden) element.hidden = hidden;
  }

  function make(tag, name, parent) {
    var element = document.createElement(tag);
    if (name) element.className = name;
    if (parent) parent.appendChild(element);
    return element;
  }

  function shape(tag, values, parent) {
    var element = document.createElementNS(SVG, tag);
    Object.keys(values).forEach(function (name) {
      element.setAttribute(name, values[name]);
    });
    if (parent) parent.appendChild(element);
    return element;
  }

  /* Keeps one child for each entry, in their order; those that stay are not touched. */
  function keep(list, entries, keyOf, build, fill) {
    var known = list.liveParts || (list.liveParts = {});
    var wanted = {};
    entries.forEach(function (entry, index) {
      var key = keyOf(entry);
      var child = known[key] || build(entry);
      wanted[key] = child;
      fill(child, entry);
      if (list.children[index] !== child) list.insertBefore(child, list.children[index] || null);
    });
    Object.keys(known).forEach(function (key) {
      if (!wanted[key]) known[key].remove();
    });
    list.liveParts = wanted;
  }

  function isNumber(value) {
    return typeof value === "number" && isFinite(value);
  }

  /* ------------------------------------------------------------ lines */
  function pathOf(values, x, y) {
    var path = "";
    var open = false;
    values.forEach(function (value, index) {
      if (!isNumber(value)) {
        open = false;
        return;
      }
      var point = x(index).toFixed(1) + " " + y(value).toFixed(1);
      // A line of one point is drawn as a dot by its round ends.
      path += open ? "L" + point : "M" + point + "L" + point;
      open = true;
    });
    return path;
  }

  function heightOf(value, height, edge) {
    return height - edge - ((height - 2 * edge) * Math.min(Math.max(value, 0), 100)) / 100;
  }

  function drawTrend(seat, values, bins, label) {
    var count = Math.max(bins, values.length, 2);
    var first = count - values.length;
    var path = pathOf(
      values,
      function (index) {
        return 2 + (96 * (first + index)) / (count - 1);
      },
      function (value) {
        return heightOf(value, 24, 2);
      }
    );
    attribute(seat.livePath, "d", path);
    var read = values.filter(isNumber);
    attribute(
      seat.liveTrend,
      "aria-label",
      read.length
        ? label
            .replace("{low}", Math.min.apply(null, read).toFixed(0))
            .replace("{high}", Math.max.apply(null, read).toFixed(0))
            .replace("{last}", read[read.length - 1].toFixed(0))
        : ""
    );
    if (read.length) seat.liveTrend.removeAttribute("aria-hidden");
    else attribute(seat.liveTrend, "aria-hidden", "true");
  }

  function drawLine() {
    var place = byId("live-line");
    var trends = drawn.trends;
    if (!place || !trends || !place.clientWidth) return;
    var width = place.clientWidth;
    var height = place.clientHeight;
    var left = 30;
    var bottom = 22;
    var top = 18;
    var plain = height - bottom;
    function x(at) {
      var share = (at - trends.from) / (trends.to - trends.from);
      return left + (width - left - 8) * Math.min(Math.max(share, 0), 1);
    }
    function y(value) {
      return top + heightOf(value, plain - top, 0);
    }
    var svg = shape("svg", { viewBox: "0 0 " + width + " " + height, width: width, height: height });
    trends.hidden.forEach(function (start) {
      var from = x(start);
      shape("rect", { class: "live-hidden", x: from, y: top, width: x(start + trends.bin) - from, height: plain - top }, svg);
    });
    [0, 25, 50, 75, 100].forEach(function (value) {
      shape("line", { class: "live-grid", x1: left, x2: width - 8, y1: y(value), y2: y(value) }, svg);
      shape("text", { class: "live-tick", x: left - 8, y: y(value) + 4, "text-anchor": "end" }, svg).textContent = value;
    });
    var every = Math.max(1, Math.ceil((trends.ticks.length * 54) / (width - left)));
    trends.ticks.forEach(function (tick, index) {
      if (index % every) return;
      var at = Math.min(x(tick[0]), width - 20);
      shape("text", { class: "live-tick", x: at, y: height - 5, "text-anchor": "middle" }, svg).textContent = tick[1];
    });
    var values = trends.line.map(function (point) {
      return point[1];
    });
    shape(
      "path",
      {
        class: "live-curve",
        d: pathOf(
          values,
          function (index) {
            return x(trends.line[index][0] + trends.bin / 2);
          },
          y
        ),
      },
      svg
    );
    drawBegun(svg, values, x, y);
    drawMarks(svg, x, top, plain, width);
    place.replaceChildren(svg);
    attribute(place, "aria-label", trends.words);
  }

  function drawBegun(svg, values, x, y) {
    if (!drawn.trends.begun) return;
    var index = values.findIndex(isNumber);
    var at = x(drawn.trends.line[index][0] + drawn.trends.bin / 2);
    var level = y(values[index]);
    shape("circle", { class: "live-begun", cx: at, cy: level, r: 5 }, svg);
    var label = { class: "live-begun-name", x: at - 12, y: level + 4, "text-anchor": "end" };
    shape("text", label, svg).textContent = drawn.trends.begun;
  }

  function drawMarks(svg, x, top, plain, width) {
    var free = 1e9; // labels of later marks begin there
    var marks = ((drawn.now && drawn.now.marks) || []).slice().reverse();
    marks.forEach(function (mark) {
      if (mark.at < drawn.trends.from) return;
      var at = x(mark.at);
      shape("line", { class: "live-mark-line", x1: at, x2: at, y1: top - 4, y2: plain }, svg);
      var isLate = at > width * 0.6;
      var label = shape("text", { class: "live-mark-name", x: at + (isLate ? 2 : -2), y: 11 }, svg);
      attribute(label, "text-anchor", isLate ? "end" : "start");
      label.textContent = mark.text.length > 26 ? mark.text.slice(0, 25) + "…" : mark.text;
      var long = 6.4 * label.textContent.length;
      if ((isLate ? at : at + long) + 8 > free) label.remove(); // the list names it
      else free = isLate ? at - long : at;
    });
  }

  /* ------------------------------------------------------------ seats */
  function buildPerson(tag) {
    var item = make("li", tag);
    item.liveName = make("span", "seat-name", item);
    item.liveName.dir = "auto";
    var state = make("span", "seat-state", item);
    item.liveIcon = make("span", "seat-icon", state);
    item.liveIcon.setAttribute("aria-hidden", "true");
    item.liveState = make("span", "", state);
    return item;
  }

  function fillPerson(item, person) {
    text(item.liveName, person.name);
    if (item.liveName.title !== person.name) item.liveName.title = person.name;
    attribute(item, "data-state", person.state);
    text(item.liveState, person.stateText);
  }

  function buildSeat() {
    var seat = buildPerson("seat");
    var face = make("span", "seat-face", seat);
    seat.liveSwatch = make("span", "swatch", face);
    seat.liveSwatch.setAttribute("aria-hidden", "true");
    seat.liveWord = make("span", "", face);
    seat.liveFace = face;
    seat.liveTrend = shape("svg", { class: "seat-trend", viewBox: "0 0 100 24", preserveAspectRatio: "none", role: "img" }, seat);
    seat.livePath = shape("path", { "vector-effect": "non-scaling-stroke" }, seat.liveTrend);
    return seat;
  }

  function fillSeat(seat, person) {
    fillPerson(seat, person);
    seat.style.setProperty("--row", person.row);
    seat.style.setProperty("--column", person.column);
    if (seat.liveFace.hidden !== !person.expression) seat.liveFace.hidden = !person.expression;
    text(seat.liveWord, person.expression || "");
    seat.liveSwatch.style.backgroundColor = person.color || "";
    if (seat.liveKey !== drawn.trends) fillTrend(seat, person.id);
  }

  function fillTrend(seat, id) {
    seat.liveKey = drawn.trends;
    if (!drawn.trends) return;
    drawTrend(seat, drawn.trends.students[id] || [], Math.round(600 / drawn.trends.bin), drawn.trends.label);
  }

  function idOf(person) {
    return person.id;
  }

  function drawSeats(now) {
    var list = byId("live-seats");
    list.classList.toggle("seats-map", now.columns > 0);
    list.style.setProperty("--columns", now.columns || 1);
    keep(list, now.seats, idOf, buildSeat, fillSeat);
    hide("live-seats-none", now.seats.length > 0);
    keep(
      byId("live-others"),
      now.others,
      idOf,
      function () {
        return buildPerson("live-chip");
      },
      fillPerson
    );
    hide("live-others-box", !now.others.length);
  }

  /* ------------------------------------------------------------ who is worth a look, marks */
  function buildHint() {
    var item = make("li", "flag");
    var head = make("div", "flag-head", item);
    item.liveName = make("span", "flag-name", head);
    item.liveName.dir = "auto";
    item.liveSince = make("span", "flag-when", head);
    item.liveReason = make("p", "flag-reason", item);
    item.liveWhy = make("p", "flag-evidence", item);
    return item;
  }

  function fillHint(item, hint) {
    text(item.liveName, hint.name);
    text(item.liveSince, hint.since);
    text(item.liveReason, hint.reason);
    text(item.liveWhy, hint.why);
  }

  function drawHints(now) {
    keep(
      byId("live-look"),
      now.look,
      function (hint) {
        return hint.id;
      },
      buildHint,
      fillHint
    );
    hide("live-look-none", now.look.length > 0);
    var more = byId("live-more");
    text(more, now.more);
    if (more.hidden !== !now.more) more.hidden = !now.more;
  }

  function drawMarked(now) {
    var list = byId("live-marks");
    if (!list) return;
    keep(
      list,
      now.marks.slice(-3).reverse(),
      function (mark) {
        return String(mark.at);
      },
      function () {
        var item = make("li");
        item.liveTime = make("time", "", item);
        item.liveText = make("span", "", item);
        item.liveText.dir = "auto";
        return item;
      },
      function (item, mark) {
        text(item.liveTime, mark.time);
        text(item.liveText, mark.text);
      }
    );
    hide("live-unmark", !now.lastMark);
  }

  /* ------------------------------------------------------------ all together */
  function drawFiguresOfNow(figures) {
    text(byId("live-engagement"), figures.engagement);
    text(byId("live-engagement-note"), figures.engagementNote);
    text(byId("live-visible"), figures.visible);
    text(byId("live-visible-note"), figures.visibleNote);
    text(byId("live-seats-note"), figures.seatsNote);
  }

  function drawNow(now) {
    drawn.now = now;
    var panel = byId("live-panel");
    if (now.panel) {
      text(panel.querySelector("h2"), now.panel[0]);
      text(panel.querySelector("p"), now.panel[1]);
    }
    if (panel.hidden !== !now.panel) panel.hidden = !now.panel;
    hide("live-body", Boolean(now.panel));
    ["coverage", "last"].forEach(function (name) {
      text(byId("live-" + name), now[name]);
    });
    text(byId("live-engagement-name"), now.engagementName);
    drawFiguresOfNow(now);
    text(byId("live-dip"), now.dip);
    hide("live-dip", !now.dip);
    drawHints(now);
    drawSeats(now);
    drawMarked(now);
  }

  function drawBadge(badge) {
    var pill = byId("live-badge");
    if (!pill || !badge) return;
    text(pill.lastElementChild, badge.text);
    attribute(pill, "class", "pill pill-" + badge.kind);
    attribute(pill, "title", badge.hint);
    pill.firstElementChild.hidden = badge.kind !== "live";
  }

  function drawState(state) {
    var notice = byId("live-notice");
    text(notice, state.notice);
    if (notice.hidden !== !state.notice) notice.hidden = !state.notice;
    text(byId("live-expressions"), state.expressions);
    hide("live-expressions", !state.expressions);
    drawBadge(state.badge);
    if (state.stale || drawn.now) drawFiguresOfNow(state.stale || drawn.now); // of before a pause is not of now
    if (!byId("live-controls")) return;
    hide("live-pause", state.phase !== "recording");
    hide("live-resume", state.phase !== "paused");
    hide("live-stop", !state.phase);
  }

  function watchWidth() {
    var place = byId("live-line");
    if (!place || place.liveWatched) return;
    place.liveWatched = true;
    new ResizeObserver(drawLine).observe(place);
  }

  function draw(now, trends, state) {
    if (!byId("live-body")) return window.dash_clientside.no_update;
    var isOtherPage = byId("live-body").liveDrawn !== true;
    byId("live-body").liveDrawn = true;
    var isNewLine = isOtherPage || trends !== drawn.trends || marksOf(now) !== marksOf(drawn.now);
    if (trends) drawn.trends = trends;
    if (now && (isOtherPage || now !== drawn.now || isNewLine)) drawNow(now);
    if (state) drawState(state);
    if (isNewLine) drawLine();
    watchWidth();
    return window.dash_clientside.no_update;
  }

  function marksOf(now) {
    return JSON.stringify((now && now.marks) || []);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { classroomLive: { draw: draw } });

  function isWriting(target) {
    return target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest("[role=dialog]"));
  }

  document.addEventListener("keydown", function (event) {
    var button = byId("live-mark");
    var isAsked = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat && event.key.toLowerCase() === "m";
    if (!isAsked || !button || isWriting(event.target) || byId("live-body").hidden) return;
    var choice = byId("live-mark-key");
    if (choice && !choice.checked) return;
    event.preventDefault();
    button.click();
  });
})();
