/* Client-side callbacks of the shell, and what to do when the server refuses or is silent. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  classroom: {
    scheme: function (choice) {
      var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
      var scheme = choice === "light" || choice === "dark" ? choice : dark ? "dark" : "light";
      return [scheme, scheme];
    },
    toggle: function (clicks, again, scheme) {
      if (!clicks && !again) return window.dash_clientside.no_update;
      return scheme === "dark" ? "light" : "dark";
    },
    send: function (clicks, form) {
      if (clicks) document.getElementById(form).requestSubmit();
      return window.dash_clientside.no_update;
    },
    markWay: function (path, ways) {
      document.querySelectorAll("#" + ways + " a").forEach(function (link) {
        var under = (link.getAttribute("data-under") || "").split(" ").filter(Boolean);
        var here = link.getAttribute("href") === path || under.some((one) => path.startsWith(one));
        if (here) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      });
      return window.dash_clientside.no_update;
    },
    title: function (title) {
      if (title) document.title = title;
      return window.dash_clientside.no_update;
    },
    clearSent: function (sent, now) {
      return sent && (now || "") === (sent.text || "") ? "" : window.dash_clientside.no_update;
    },
    filter: function (text, options) {
      return Object.assign({}, options, { quickFilterText: text || "" });
    },
  },
});

(function () {
  var original = window.fetch;

  function banner(shown) {
    var element = document.getElementById("offline");
    if (element) element.hidden = !shown;
  }

  /* Figures of a new page are drawn as light or dark as it is shown. */
  function tellScheme(resource, options) {
    if (!options || typeof resource !== "string" || resource.indexOf("_dash-update-component") < 0) return options;
    var headers = new Headers(options.headers);
    headers.set("X-Classroom-Scheme", document.documentElement.getAttribute("data-mantine-color-scheme") || "light");
    return Object.assign({}, options, { headers: headers });
  }

  window.fetch = function (resource, options) {
    return original.call(window, resource, tellScheme(resource, options)).then(
      function (response) {
        banner(false);
        if (response.status === 401) {
          var here = window.location.pathname + window.location.search;
          window.location.assign("/login?next=" + encodeURIComponent(here));
        }
        return response;
      },
      function (error) {
        banner(true);
        throw error;
      }
    );
  };
})();

/* What the libraries leave without a name, or without the keyboard's focus. */
(function () {
  function nameUploads() {
    document.querySelectorAll("[data-upload-label] input[type=file]:not([aria-label])").forEach(function (input) {
      input.setAttribute("aria-label", input.closest("[data-upload-label]").dataset.uploadLabel);
    });
  }

  /* A menu that opens gives its first entry the focus; Mantine's own placeholder has no role. */
  function enterMenus(changes) {
    changes.forEach(function (change) {
      var button = change.target;
      if (button.getAttribute("aria-haspopup") !== "menu" || button.getAttribute("aria-expanded") !== "true") return;
      window.setTimeout(function () {
        var menu = document.getElementById(button.getAttribute("aria-controls"));
        var first = menu && menu.querySelector("[role=menuitem]");
        if (first && !menu.contains(document.activeElement)) first.focus({ preventScroll: true });
      }, 60);
    });
  }

  new MutationObserver(nameUploads).observe(document.documentElement, { childList: true, subtree: true });
  new MutationObserver(enterMenus).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["aria-expanded"],
    subtree: true,
  });
})();
