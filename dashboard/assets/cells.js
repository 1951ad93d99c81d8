/* Cells of the student table. React escapes all text: names are never read as HTML. */
(function () {
  var cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  var WIDTH = 120;
  var HEIGHT = 28;
  var EDGE = 3;

  function h() {
    return window.React.createElement.apply(null, arguments);
  }

  function absent() {
    return h("span", { className: "cell-absent" }, "–");
  }

  function isNumber(value) {
    return typeof value === "number" && isFinite(value);
  }

  function pieces(values) {
    var found = [];
    var open = null;
    values.forEach(function (value, index) {
      if (!isNumber(value)) {
        open = null;
        return;
      }
      var x = EDGE + (WIDTH - 2 * EDGE) * (values.length > 1 ? index / (values.length - 1) : 0.5);
      var y = HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * Math.min(Math.max(value, 0), 100)) / 100;
      if (!open) {
        open = [];
        found.push(open);
      }
      open.push(x.toFixed(1) + " " + y.toFixed(1));
    });
    return found;
  }

  cells.NameCell = function (props) {
    if (!props.value) return absent();
    return h("span", { className: "cell-name", title: String(props.value), dir: "auto" }, String(props.value));
  };

  cells.TrendCell = function (props) {
    var found = pieces(props.value || []);
    if (!found.length) return absent();
    return h(
      "svg",
      { className: "cell-trend", viewBox: "0 0 " + WIDTH + " " + HEIGHT, preserveAspectRatio: "none", "aria-hidden": true },
      found.map(function (points, index) {
        // A value without neighbours is a dot: a line of no length with round ends, which is as wide as its stroke.
        var dot = points.length === 1;
        var path = dot ? "M" + points[0] + " h0.01" : "M" + points.join(" L");
        return h("path", { key: index, d: path, className: dot ? "dot" : "", vectorEffect: "non-scaling-stroke" });
      })
    );
  };

  cells.BarCell = function (props) {
    if (!isNumber(props.value)) return absent();
    var width = Math.min(Math.max(props.value, 0), 100) + "%";
    return h(
      "span",
      { className: "cell-bar" },
      h("span", { className: "cell-number" }, props.value.toFixed(0)),
      h("span", { className: "cell-track", "aria-hidden": true }, h("span", { className: "cell-fill", style: { width: width } }))
    );
  };

  cells.NumberCell = function (props) {
    if (!isNumber(props.value)) return absent();
    var digits = props.value < 10 && props.value % 1 !== 0 ? 1 : 0;
    return h(
      "span",
      { className: "cell-number" },
      props.value.toFixed(digits),
      h("span", { className: "cell-unit" }, props.unit || "")
    );
  };

  cells.TimeCell = function (props) {
    if (!isNumber(props.value)) return absent();
    return h("span", { className: "cell-number" }, String(props.data[props.colDef.field + "_words"]));
  };

  cells.ExpressionCell = function (props) {
    if (!props.value) return absent();
    return h(
      "span",
      { className: "cell-expression" },
      h("span", { className: "swatch", style: { backgroundColor: props.data.color } }),
      String(props.value),
      h("span", { className: "cell-unit" }, " " + props.data.share + " %")
    );
  };

  cells.CountCell = function (props) {
    if (!isNumber(props.value) || props.value === 0) return absent();
    return h("span", { className: "cell-count" }, String(props.value));
  };
})();
