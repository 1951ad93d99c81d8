/* What was found, drawn on a canvas over the picture or video of "Try it". */
window.classroomTry = window.classroomTry || {};

(function (mine) {
  var INK = "#ffffff";
  var PAPER = "rgba(15, 20, 26, 0.82)";
  var QUIET = "#c9d1da"; // a face that was not read
  var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif";

  function Overlay(desk, canvas) {
    var overlay = this;
    overlay.desk = desk;
    overlay.canvas = canvas;
    overlay.pen = canvas.getContext("2d");
    overlay.seen = null;
    overlay.entries = [];
    overlay.marked = null;
    canvas.addEventListener("mousemove", function (event) { overlay.mark(overlay._at(event)); });
    canvas.addEventListener("mouseleave", function () { overlay.mark(null); });
    canvas.addEventListener("click", function (event) {
      var index = overlay._at(event);
      if (index !== null) desk.list.reveal(index);
    });
    overlay.watcher = new ResizeObserver(function () { overlay.draw(); });
    overlay.watcher.observe(canvas);
  }
  mine.Overlay = Overlay;

  Overlay.prototype.close = function () { this.watcher.disconnect(); };

  Overlay.prototype.clear = function () {
    this.seen = null;
    this.entries = [];
    this.marked = null;
    this.draw();
  };

  Overlay.prototype.show = function (seen) {
    this.seen = seen;
    this.entries = mine.entries(this.desk, seen);
    var words = { summary: this.desk.stream ? "" : mine.summary(this.desk, seen) };
    this.canvas.setAttribute("aria-label", mine.fill(this.desk.texts.overlay, words).trim());
    this.draw();
  };

  Overlay.prototype.mark = function (index) {
    if (index === this.marked) return;
    this.marked = index;
    this.desk.list.mark(index);
    this.draw();
  };

  Overlay.prototype.draw = function () {
    var canvas = this.canvas, ratio = window.devicePixelRatio || 1, overlay = this;
    var width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    if (!this.seen) return;
    this.labels = [];
    this.taken = this.entries.filter(function (one) { return one.face; }).map(function (one) {
      return overlay._place(one.face.box);
    });
    this.entries.forEach(function (one) { if (one.tile) overlay._tile(one); });
    this.entries.forEach(function (one) { if (one.face) overlay._face(one, false); });
    var marked = this.entries[this.marked];
    if (marked && marked.face) this._face(marked, true);
  };

  /* A box of the picture in the canvas's own pixels. */
  Overlay.prototype._place = function (box) {
    var across = this.canvas.clientWidth / this.seen.width, down = this.canvas.clientHeight / this.seen.height;
    return { left: box[0] * across, top: box[1] * down, width: box[2] * across, height: box[3] * down };
  };

  Overlay.prototype._at = function (event) {
    var found = null, smallest = Infinity, overlay = this;
    overlay.entries.forEach(function (one, index) {
      [one.face && one.face.box, one.tile && one.tile.box].forEach(function (box) {
        if (!box) return;
        var place = overlay._place(box), area = place.width * place.height;
        var inside = event.offsetX >= place.left && event.offsetX <= place.left + place.width &&
          event.offsetY >= place.top && event.offsetY <= place.top + place.height;
        if (inside && area < smallest) {
          smallest = area;
          found = index;
        }
      });
    });
    return found;
  };

  Overlay.prototype._tile = function (one) {
    var place = this._place(one.tile.box), marked = this.entries[this.marked] === one;
    this._box(place, marked ? INK : "rgba(255, 255, 255, 0.55)", marked ? 2 : 1, [], 6);
    if (one.face) return;
    var label = this._measure(one.number + "  " + one.word, place.left + place.width / 2, place.top + 6);
    if (label.width > place.width && !marked) label = this._measure(String(one.number), place.left + 24, place.top + 6);
    this._label(label, QUIET);
  };

  Overlay.prototype._face = function (one, marked) {
    var place = this._place(one.face.box), color = one.color || QUIET;
    this._box(place, color, marked ? 4 : 2.5, one.best === null ? [6, 4] : [], 5);
    var middle = place.left + place.width / 2, top = place.top - 25;
    if (top < 2) top = place.top + place.height + 4; // no room above
    var text = one.best === null ? one.word : one.word + " " + one.share + " %";
    var label = this._measure(one.number + "  " + text, middle, top);
    if (!marked && !this._isFree(label)) label = this._measure(String(one.number), middle, top);
    // On a small screen another label may be there, too: the number then stands within its own box.
    if (!marked && meets(label, this.labels)) label = this._measure(String(one.number), middle, place.top + 2);
    this.taken.push(label);
    this.labels.push(label);
    this._label(label, color);
  };

  /* Whether a label covers neither another one nor a face. */
  Overlay.prototype._isFree = function (label) {
    return !meets(label, this.taken);
  };

  function meets(label, others) {
    return others.some(function (other) {
      return label.left < other.left + other.width && other.left < label.left + label.width &&
        label.top < other.top + other.height && other.top < label.top + label.height;
    });
  }

  Overlay.prototype._box = function (place, color, width, dashes, round) {
    var pen = this.pen;
    pen.beginPath();
    pen.roundRect(place.left, place.top, place.width, place.height, round);
    pen.setLineDash([]);
    pen.lineWidth = width + 2;
    pen.strokeStyle = "rgba(15, 20, 26, 0.55)";
    pen.stroke();
    pen.setLineDash(dashes);
    pen.lineWidth = width;
    pen.strokeStyle = color;
    pen.stroke();
    pen.setLineDash([]);
  };

  /* Where a label goes that is to stand around that middle, kept within the canvas. */
  Overlay.prototype._measure = function (text, middle, top) {
    this.pen.font = "600 12.5px " + FONT;
    var width = this.pen.measureText(text).width + 24;
    var left = Math.min(Math.max(middle - width / 2, 2), Math.max(this.canvas.clientWidth - width - 2, 2));
    return { text: text, left: left, top: Math.max(top, 2), width: width, height: 21 };
  };

  /* Light words on a dark ground with a mark in the colour. */
  Overlay.prototype._label = function (label, color) {
    var pen = this.pen;
    pen.font = "600 12.5px " + FONT;
    pen.beginPath();
    pen.roundRect(label.left, label.top, label.width, label.height, 6);
    pen.fillStyle = PAPER;
    pen.fill();
    pen.beginPath();
    pen.arc(label.left + 10, label.top + 10.5, 4, 0, 2 * Math.PI);
    pen.fillStyle = color;
    pen.fill();
    pen.fillStyle = INK;
    pen.textBaseline = "middle";
    pen.fillText(label.text, label.left + 18, label.top + 11);
  };
})(window.classroomTry);
