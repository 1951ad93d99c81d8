/* The list beside the picture on "Try it": one row a face or tile, with the seven probabilities as a table. */
window.classroomTry = window.classroomTry || {};

(function (mine) {
  mine.percent = function (share) { return Math.round(share * 100); };

  /* What is shown of a picture, one entry a tile (gallery) or face: number, title, word, colour, box. */
  mine.entries = function (desk, seen) {
    if (seen.mode === "gallery") {
      return seen.tiles.map(function (tile, index) {
        var face = tile.face === null ? null : seen.faces[tile.face];
        return entry(desk, index, tile.name || desk.texts.noName, face, tile);
      });
    }
    return seen.faces.map(function (face, index) {
      return entry(desk, index, mine.fill(desk.texts.face, { number: index + 1 }), face, null);
    });
  };

  function entry(desk, index, title, face, tile) {
    var one = { number: index + 1, title: title, face: face, tile: tile, best: null, color: null };
    if (!face) return Object.assign(one, { word: desk.texts.states[tile.state] || tile.state });
    if (face.unread) return Object.assign(one, { word: desk.texts.unread[face.unread].word });
    if (!face.probabilities) return Object.assign(one, { word: desk.texts.found });
    one.best = face.probabilities.indexOf(Math.max.apply(null, face.probabilities));
    one.color = desk.config.colors[one.best];
    one.word = desk.texts.emotions[one.best];
    one.share = mine.percent(face.probabilities[one.best]);
    return one;
  }

  mine.summary = function (desk, seen) {
    var texts = desk.texts, count = seen.faces.length;
    if (texts.screens[seen.status]) return texts.screens[seen.status];
    var start = "";
    if (seen.mode === "gallery") start = mine.plural(texts, "tiles", seen.tiles.length);
    else if (desk.mode() === "gallery") start = texts.noGallery;
    var found = count === 0 ? texts.none : count === 1 ? texts.one : mine.fill(texts.many, { count: count });
    return start + found + (count ? readWords(desk, seen.faces) : "") + " " +
      mine.fill(texts.took, { seconds: (seen.timings_ms.total / 1000).toFixed(2) });
  };

  function readWords(desk, faces) {
    var texts = desk.texts;
    if (!desk.config.expressions) return texts.located;
    var read = faces.filter(function (face) { return face.probabilities; }).length;
    if (read === 0) return texts.readNone;
    if (read === faces.length) return read === 1 ? texts.readOne : texts.readAll;
    return mine.fill(texts.readSome, { read: read });
  }

  function List(desk, place) {
    this.desk = desk;
    this.place = place;
    this.rows = [];
    this.open = 0; // index of the row whose table is shown
  }
  mine.List = List;

  List.prototype.clear = function () {
    this.rows = [];
    this.open = 0;
    this.ul = null;
    this.place.replaceChildren();
    this.place.closest(".try-results").classList.remove("try-filled");
  };

  /* Rows are kept and only their words changed, so that a camera's list stands still under mouse and keyboard. */
  List.prototype.show = function (seen) {
    var list = this, entries = mine.entries(list.desk, seen);
    list.place.closest(".try-results").classList.add("try-filled");
    if (!list.ul) list.place.append((list.ul = mine.element("ol", { className: "try-list" })));
    while (list.rows.length > entries.length) list.rows.pop().item.remove();
    while (list.rows.length < entries.length) list._add();
    if (list.open >= entries.length) list.open = 0;
    entries.forEach(function (one, index) { list._write(list.rows[index], one, index === list.open); });
  };

  List.prototype._add = function () {
    var list = this, index = list.rows.length, id = "try-detail-" + index;
    var row = {
      item: mine.element("li", { className: "try-row" }),
      button: mine.element("button", { type: "button", className: "try-face" }),
      number: mine.element("span", { className: "try-number" }),
      title: mine.element("span", { className: "try-title" }),
      swatch: mine.element("span", { className: "swatch" }),
      word: mine.element("span", { className: "try-word" }),
      detail: mine.element("div", { className: "try-detail", id: id }),
    };
    row.button.setAttribute("aria-controls", id);
    row.button.append(row.number, row.title, row.swatch, row.word);
    row.item.append(row.button, row.detail);
    row.button.addEventListener("click", function () { list.toggle(index); });
    ["mouseenter", "focus"].forEach(function (kind) {
      row.button.addEventListener(kind, function () { list.desk.overlay.mark(index); });
    });
    ["mouseleave", "blur"].forEach(function (kind) {
      row.button.addEventListener(kind, function () { list.desk.overlay.mark(null); });
    });
    list.rows.push(row);
    list.ul.append(row.item);
  };

  List.prototype.toggle = function (index) {
    this.open = this.open === index ? -1 : index;
    if (this.desk.seen) this.show(this.desk.seen);
  };

  /* Opens the row of what was clicked on the picture. */
  List.prototype.reveal = function (index) {
    this.open = index;
    this.show(this.desk.seen);
    this.rows[index].item.scrollIntoView({ block: "nearest" });
  };

  List.prototype.mark = function (index) {
    this.rows.forEach(function (row, at) { row.item.classList.toggle("try-marked", at === index); });
  };

  List.prototype._write = function (row, one, open) {
    var texts = this.desk.texts;
    row.number.textContent = one.number;
    row.title.textContent = one.title;
    row.title.title = one.title;
    row.swatch.style.backgroundColor = one.color || "";
    row.swatch.hidden = !one.color;
    row.word.textContent = one.best === null ? one.word : mine.fill(texts.share, { word: one.word, percent: one.share });
    row.item.classList.toggle("try-unread", one.best === null);
    row.button.setAttribute("aria-expanded", String(open));
    row.detail.hidden = !open;
    if (!open) return row.detail.replaceChildren();
    var old = row.detail.querySelector("table");
    var probabilities = one.face && one.face.probabilities;
    if (!probabilities) row.detail.replaceChildren();
    else if (!old) row.detail.replaceChildren(this._table());
    if (probabilities) this._fill(row.detail.querySelector("table"), one);
    var notes = row.detail.querySelector(".try-notes") || mine.element("p", { className: "try-notes" });
    notes.textContent = this._notes(one);
    row.detail.append(notes);
  };

  List.prototype._table = function () {
    var desk = this.desk, table = mine.element("table", { className: "try-table" });
    var caption = table.createCaption();
    caption.className = "for-readers";
    var head = table.createTHead();
    head.className = "for-readers";
    var heads = head.insertRow();
    [desk.texts.expression, desk.texts.probability].forEach(function (word) {
      heads.append(mine.element("th", { scope: "col", textContent: word }));
    });
    var body = table.createTBody();
    desk.config.order.forEach(function (emotion) {
      var line = body.insertRow();
      line.append(mine.element("th", { scope: "row", textContent: desk.texts.emotions[emotion] }));
      var bar = mine.element("span", { className: "try-bar-fill" });
      bar.style.backgroundColor = desk.config.colors[emotion];
      var track = mine.element("span", { className: "try-bar-track" });
      track.append(bar);
      var cell = line.insertCell();
      cell.append(track, mine.element("span", { className: "try-share" }));
    });
    return table;
  };

  List.prototype._fill = function (table, one) {
    table.caption.textContent = mine.fill(this.desk.texts.table, { who: one.title });
    this.desk.config.order.forEach(function (emotion, at) {
      var line = table.tBodies[0].rows[at], share = one.face.probabilities[emotion];
      line.classList.toggle("try-best", emotion === one.best);
      line.querySelector(".try-bar-fill").style.width = share * 100 + "%";
      line.querySelector(".try-share").textContent = mine.percent(share) + " %";
    });
  };

  /* Everything else that is known of it, in sentences. */
  List.prototype._notes = function (one) {
    var texts = this.desk.texts, face = one.face, notes = [];
    if (!face) return one.word + "." + extra(texts, one.tile);
    if (face.unread) notes.push(mine.fill(texts.unread[face.unread].sentence, { height: face.height_px }));
    if (face.head_pose) notes.push(facing(texts, face.head_pose));
    if (face.eyes_closed !== null) notes.push(face.eyes_closed > 0.5 ? texts.eyesClosed : texts.eyesOpen);
    notes.push(mine.fill(texts.height, { height: face.height_px, score: mine.percent(face.score) }));
    return notes.join(" ") + extra(texts, one.tile);
  };

  function extra(texts, tile) {
    if (!tile || !tile.extra_faces) return "";
    return " " + mine.plural(texts, "extra", tile.extra_faces);
  }

  function facing(texts, pose) {
    var yaw = Math.round(pose[0]), pitch = Math.round(pose[1]), parts = [];
    if (Math.abs(yaw) >= 5) parts.push(mine.fill(yaw > 0 ? texts.right : texts.left, { angle: Math.abs(yaw) }));
    if (Math.abs(pitch) >= 5) parts.push(mine.fill(pitch > 0 ? texts.down : texts.up, { angle: Math.abs(pitch) }));
    return parts.length ? mine.fill(texts.turned, { parts: parts.join(texts.and) }) : texts.front;
  }
})(window.classroomTry);
