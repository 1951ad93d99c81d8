/* Pages of courses, students and rosters: links to classes, and files too large to be sent. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  classroomTerms: {
    open: function () {
      var clicked = (window.dash_clientside.callback_context.triggered[0] || {}).value;
      var point = clicked && clicked.points && clicked.points[0];
      var session = point && point.customdata;
      if (typeof session !== "string" || !/^[0-9a-f-]{36}$/.test(session)) return window.dash_clientside.no_update;
      return "/session/" + session;
    },
    /* As dashboard/components/patience.py: the answer sets the pace again. */
    waitForAnswer: function () {
      return 15000;
    },
  },
});

(function () {
  var cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  var functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});

  cells.ClassLinkCell = function (props) {
    var href = props.data.href;
    return window.React.createElement(
      "a",
      {
        href: href,
        className: "cell-link",
        onClick: function (event) {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
          event.preventDefault();
          window.dash_clientside.set_props("address", { pathname: href });
        },
      },
      String(props.value)
    );
  };

  functions.byStart = function (a, b, first, second) {
    return first.data.start - second.data.start;
  };

  /* What is larger than the server takes is said here: it would refuse without reading it. */
  function refuse(event, files) {
    var area = event.target.closest && event.target.closest(".roster-upload");
    if (!area || !files || !files.length) return;
    var limit = Number(area.dataset.limit);
    if (files[0].size <= limit) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.target.value) event.target.value = "";
    window.dash_clientside.set_props("problem", { children: area.dataset.refusal, hide: false });
    window.scrollTo(0, 0);
  }

  document.addEventListener("change", function (event) { refuse(event, event.target.files); }, true);
  document.addEventListener("drop", function (event) { refuse(event, event.dataTransfer && event.dataTransfer.files); }, true);
})();
