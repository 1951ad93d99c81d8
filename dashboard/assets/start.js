/* "Start class": what somebody has chosen while the screens were looked at stays chosen. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  classroomStart: {
    preselect: function (offered, chosen) {
      if (!offered || offered.keys.indexOf(chosen) >= 0) return window.dash_clientside.no_update;
      return offered.best;
    },
  },
});
