/* The page "Try it": a picture goes to the server, and what comes back is drawn over it. */
window.classroomTry = window.classroomTry || {};

(function (mine) {
  var SHRINK_PX = 4096; // longer side of a picture whose file is too large to be sent as it is
  var BUSY_MS = 200; // until a picture is sent again
  var BUSY_TRIES = 25; // for a single picture

  mine.fill = function (text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) {
      return values[name] === undefined ? all : values[name];
    });
  };

  /* The sentence for that many: of `texts`, under `name` with "One" or "Many" behind it. */
  mine.plural = function (texts, name, count) {
    return mine.fill(texts[name + (count === 1 ? "One" : "Many")], { count: count });
  };

  function element(tag, properties) {
    return Object.assign(document.createElement(tag), properties);
  }
  mine.element = element;

  function Desk(root) {
    var desk = this;
    desk.root = root;
    desk.config = JSON.parse(root.dataset.config);
    desk.texts = desk.config.texts;
    desk.stage = root.querySelector("#try-stage");
    desk.empty = desk.stage.firstElementChild;
    desk.chooseButton = root.querySelector("#try-choose");
    desk.cameraButton = root.querySelector("#try-camera");
    desk.problem = root.querySelector("#try-problem");
    desk.status = root.querySelector("#try-status");
    desk.rate = root.querySelector("#try-rate");
    desk.turn = 0; // grows with each picture or camera start: late answers to earlier ones are dropped
    desk.file = null;
    desk.stream = null;
    desk._build();
    desk.list = new mine.List(desk, root.querySelector("#try-faces"));
    desk.overlay = new mine.Overlay(desk, desk.canvas);
    desk._listen();
  }

  mine.Desk = Desk;

  Desk.prototype._build = function () {
    this.input = element("input", { type: "file", accept: this.config.kinds.join(","), hidden: true, tabIndex: -1 });
    this.view = element("div", { className: "try-view", hidden: true });
    this.picture = element("img", { alt: this.texts.pictureAlt, hidden: true });
    this.video = element("video", { muted: true, playsInline: true, hidden: true });
    this.video.setAttribute("aria-hidden", "true");
    this.canvas = element("canvas", { className: "try-overlay" });
    this.canvas.setAttribute("role", "img");
    this.view.append(this.picture, this.video, this.canvas);
    this.stage.append(this.view);
    this.root.append(this.input);
  };

  Desk.prototype._listen = function () {
    var desk = this;
    desk.ending = new AbortController();
    var until = { signal: desk.ending.signal };
    desk.chooseButton.addEventListener("click", function () { desk.input.click(); }, until);
    desk.input.addEventListener("change", function () {
      desk.take(desk.input.files[0]);
      desk.input.value = ""; // the same file may be chosen again
    }, until);
    desk.cameraButton.addEventListener("click", function () {
      if (desk.stream) desk.stopCamera();
      else desk.startCamera();
    }, until);
    desk.root.addEventListener("change", function (event) {
      if (event.target.type === "radio" && desk.file) desk.take(desk.file);
    }, until);
    desk._listenForDrops(until);
    document.addEventListener("paste", function (event) {
      var file = event.clipboardData && event.clipboardData.files[0];
      if (!file) return;
      event.preventDefault();
      desk.take(file);
    }, until);
    window.addEventListener("pagehide", function () { desk.stopCamera(); }, until);
    desk.watcher = new MutationObserver(function () { if (!desk.root.isConnected) desk.close(); });
    desk.watcher.observe(document.body, { childList: true, subtree: true });
  };

  Desk.prototype._listenForDrops = function (until) {
    var desk = this;
    ["dragenter", "dragover"].forEach(function (kind) {
      desk.stage.addEventListener(kind, function (event) {
        event.preventDefault();
        desk.stage.classList.add("try-over");
      }, until);
    });
    ["dragleave", "drop"].forEach(function (kind) {
      desk.stage.addEventListener(kind, function (event) {
        event.preventDefault();
        if (kind === "drop" || !desk.stage.contains(event.relatedTarget)) desk.stage.classList.remove("try-over");
      }, until);
    });
    desk.stage.addEventListener("drop", function (event) { desk.take(event.dataTransfer.files[0]); }, until);
    // A picture dropped beside the stage must not replace the page.
    ["dragover", "drop"].forEach(function (kind) {
      document.addEventListener(kind, function (event) { event.preventDefault(); }, until);
    });
  };

  Desk.prototype.close = function () {
    this.turn += 1;
    this.stopCamera();
    this.forgetPicture();
    this.overlay.close();
    this.watcher.disconnect();
    this.ending.abort();
    if (mine.desk === this) mine.desk = null;
  };

  /* ------------------------------------------------------------ one picture */
  Desk.prototype.mode = function () {
    var chosen = this.root.querySelector("#try-mode input:checked");
    return chosen ? chosen.value : "gallery";
  };

  Desk.prototype.take = function (file) {
    var desk = this;
    if (!file) return;
    desk.stopCamera();
    desk.clear();
    var turn = ++desk.turn;
    if (desk.config.kinds.indexOf(file.type) < 0) return desk.complain(desk.texts.noPicture);
    desk.say(mine.loaded ? desk.texts.working : desk.texts.firstTime);
    desk.stage.setAttribute("aria-busy", "true");
    desk.file = file;
    desk._showFile(file)
      .then(function (shown) {
        return desk._body(file).then(function (body) { return desk.ask(body, desk.mode(), turn, BUSY_TRIES); })
          .then(function (seen) {
            if (turn !== desk.turn) return;
            if (!shown) throw new Error(desk.texts.cannotShow);
            desk.view.hidden = false;
            desk.empty.hidden = true;
            desk.chooseButton.textContent = desk.texts.chooseOther;
            desk.show(seen);
            desk.say(mine.summary(desk, seen));
          });
      })
      .catch(function (error) {
        if (turn !== desk.turn) return;
        desk.clear();
        desk.complain(error.message);
      })
      .finally(function () {
        if (turn === desk.turn) desk.stage.removeAttribute("aria-busy");
      });
  };

  /* Resolves to whether the browser can show it; what is no picture is the server's to explain. */
  Desk.prototype._showFile = function (file) {
    var picture = this.picture;
    this.address = URL.createObjectURL(file);
    picture.src = this.address;
    picture.hidden = false;
    return picture.decode().then(function () { return true; }, function () { return false; });
  };

  /* The file as it is, or made smaller where it is larger than the server takes. */
  Desk.prototype._body = function (file) {
    var desk = this, picture = desk.picture;
    if (file.size < desk.config.maxBytes) return Promise.resolve(file);
    var scale = Math.min(1, SHRINK_PX / Math.max(picture.naturalWidth, picture.naturalHeight));
    if (!picture.naturalWidth) return Promise.reject(new Error(desk.texts.tooLarge));
    return mine.toJpeg(picture, picture.naturalWidth * scale, picture.naturalHeight * scale, 0.92)
      .then(function (blob) {
        if (!blob || blob.size >= desk.config.maxBytes) throw new Error(desk.texts.tooLarge);
        return blob;
      });
  };

  /* mirrored: as the camera's picture is shown, so that what is found on it is drawn where it is seen. */
  mine.toJpeg = function (source, width, height, quality, mirrored) {
    var canvas = element("canvas", { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) });
    var pen = canvas.getContext("2d");
    if (mirrored) pen.setTransform(-1, 0, 0, 1, canvas.width, 0);
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    return new Promise(function (resolve) { canvas.toBlob(resolve, "image/jpeg", quality); });
  };

  Desk.prototype.forgetPicture = function () {
    this.file = null;
    this.picture.hidden = true;
    this.picture.removeAttribute("src");
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = null;
  };

  /* ------------------------------------------------------------ what the server says */
  Desk.prototype.ask = function (body, mode, turn, tries) {
    var desk = this;
    var headers = { "Content-Type": body.type };
    headers[desk.config.csrfHeader] = cookie(desk.config.csrfCookie);
    var request = { method: "POST", body: body, headers: headers, credentials: "same-origin" };
    return window.fetch(desk.config.path + "?mode=" + mode, request).then(
      function (response) {
        if (response.status === 503 && tries > 0 && turn === desk.turn) {
          return mine.wait(BUSY_MS).then(function () { return desk.ask(body, mode, turn, tries - 1); });
        }
        return desk._answer(response);
      },
      function () { throw new Error(desk.texts.silent); }
    );
  };

  Desk.prototype._answer = function (response) {
    var texts = this.texts;
    var words = { 403: texts.forged, 413: texts.tooLarge, 503: texts.busy };
    return response.json().catch(function () { return {}; }).then(function (answer) {
      if (response.ok && answer.faces) {
        mine.loaded = true;
        return answer;
      }
      var error = new Error(answer.error ? sentence(answer.error) : words[response.status] || texts.unexpected);
      error.busy = response.status === 503;
      throw error;
    });
  };

  function sentence(text) {
    return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
  }

  function cookie(name) {
    var found = document.cookie.split("; ").find(function (one) { return one.indexOf(name + "=") === 0; });
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  mine.wait = function (ms) {
    return new Promise(function (resolve) { window.setTimeout(resolve, ms); });
  };

  Desk.prototype.show = function (seen) {
    this.seen = seen;
    this.list.show(seen);
    this.overlay.show(seen);
  };

  Desk.prototype.clear = function () {
    this.seen = null;
    this.forgetPicture();
    this.video.hidden = true;
    this.view.hidden = true;
    this.empty.hidden = false;
    this.problem.hidden = true;
    this.chooseButton.textContent = this.texts.choose;
    this.rate.textContent = "";
    this.say("");
    this.list.clear();
    this.overlay.clear();
    this.stage.removeAttribute("aria-busy");
  };

  Desk.prototype.say = function (text) { this.status.textContent = text; };

  Desk.prototype.complain = function (text) {
    this.say("");
    this.problem.textContent = text;
    this.problem.hidden = false;
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    classroomTry: {
      start: function (id) {
        if (mine.desk) mine.desk.close();
        mine.desk = new Desk(document.getElementById(id));
        return true;
      },
    },
  });
})(window.classroomTry);
