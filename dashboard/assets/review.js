/* A class's page: columns of the student table by view and width, the keyboard, the API address, places in a page. */
(function () {
  var NARROW = window.matchMedia("(max-width: 600px)");
  var none = function () {
    return window.dash_clientside.no_update;
  };

  var pressed = null;
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button.verdict");
    if (button) pressed = button.id;
  });

  function tellWidth() {
    if (document.getElementById("session-table")) {
      window.dash_clientside.set_props("session-table-width", { data: NARROW.matches ? "narrow" : "wide" });
    }
  }

  function shown(context, view) {
    if (NARROW.matches) return Boolean(context.phone) && context.phoneViews.split(" ").indexOf(view) >= 0;
    return context.views.split(" ").indexOf(view) >= 0;
  }

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    var field = document.createElement("textarea");
    field.value = text;
    document.body.appendChild(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    return Promise.resolve();
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    classroomReview: {
      columns: function (view, _width, columns) {
        var changed = columns.map(function (column) {
          var context = column.context;
          return Object.assign({}, column, {
            hide: !shown(context, view),
            suppressHeaderFilterButton: NARROW.matches, // the box above filters there
            minWidth: NARROW.matches && context.phone ? context.phone : context.width,
          });
        });
        var isSame = changed.every(function (column, index) {
          var known = columns[index];
          return (
            column.hide === known.hide &&
            column.minWidth === known.minWidth &&
            column.suppressHeaderFilterButton === Boolean(known.suppressHeaderFilterButton)
          );
        });
        return isSame ? none() : changed; // else the grid is laid out twice
      },
      copyAddress: function (clicks, path, words) {
        if (!clicks) return none();
        var address = window.location.origin + path;
        copy(address).then(function () {
          var said = words.replace("{address}", address);
          window.dash_clientside.set_props("undo-offer", { data: { text: said, token: String(Date.now()) } });
        });
        return none();
      },
      /* The list is drawn anew after each verdict: the button that was pressed gets the focus back. */
      refocus: function () {
        window.setTimeout(function () {
          var button = pressed && document.getElementById(pressed);
          if (button && document.activeElement === document.body) button.focus();
          pressed = null;
        }, 0);
        return none();
      },
      place: function () {
        var name = window.location.hash.slice(1);
        if (!/^[a-z-]+$/.test(name)) return none();
        window.setTimeout(function () {
          var element = document.getElementById(name);
          if (element) element.scrollIntoView();
        }, 50);
        return none();
      },
    },
  });

  NARROW.addEventListener("change", tellWidth);

  /* A click on a row of the table opens the student, as Enter and Space do. */
  function choose(row) {
    var choice = { number: row.getAttribute("row-id"), at: Date.now() }; // the time: the same one can be chosen again
    window.dash_clientside.set_props("student-chosen", { data: choice });
  }

  document.addEventListener("click", function (event) {
    var row = event.target.closest && event.target.closest("#session-table .ag-row");
    if (row) choose(row);
  });

  document.addEventListener("keydown", function (event) {
    var cell = event.target.closest && event.target.closest("#session-table .ag-row .ag-cell");
    if (!cell || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    choose(cell.closest(".ag-row"));
  });
})();
