/* The camera of "Try it": one picture after the other goes to the server, and what comes back is drawn over the film. */
window.classroomTry = window.classroomTry || {};

(function (mine) {
  var SEND_PX = 960; // longer side of a picture
  var QUALITY = 0.85;
  var BUSY_MS = 200; // until a refused picture is followed by the next
  var FAILURES = 5; // in a row, until the camera is given up

  mine.Desk.prototype.startCamera = function () {
    var desk = this;
    desk.clear();
    var turn = ++desk.turn;
    if (!navigator.mediaDevices) return desk.complain(desk.texts.cameraUnsafe);
    var wanted = { video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" }, audio: false };
    desk.cameraButton.disabled = true;
    navigator.mediaDevices.getUserMedia(wanted)
      .then(function (stream) {
        if (turn !== desk.turn) return stopTracks(stream); // left or changed their mind meanwhile
        desk.stream = stream;
        stream.getVideoTracks()[0].addEventListener("ended", function () {
          if (desk.stream !== stream) return;
          desk.stopCamera();
          desk.complain(desk.texts.cameraBroke);
        });
        desk.video.srcObject = stream;
        return desk.video.play().then(function () { desk._run(turn); });
      })
      .catch(function (error) {
        if (turn !== desk.turn) return;
        desk.stopCamera();
        desk.complain(cameraProblem(desk.texts, error));
      })
      .finally(function () { desk.cameraButton.disabled = false; });
  };

  function cameraProblem(texts, error) {
    var words = {
      NotAllowedError: texts.cameraNotAllowed,
      SecurityError: texts.cameraNotAllowed,
      NotFoundError: texts.cameraMissing,
      OverconstrainedError: texts.cameraMissing,
      NotReadableError: texts.cameraTaken,
    };
    return words[error.name] || texts.cameraBroke;
  }

  function stopTracks(stream) {
    stream.getTracks().forEach(function (track) { track.stop(); });
  }

  mine.Desk.prototype._run = function (turn) {
    this.video.hidden = false;
    this.view.hidden = false;
    this.view.classList.add("try-mirrored");
    this.empty.hidden = true;
    this.cameraButton.textContent = this.texts.cameraStop;
    this.say(this.texts.cameraOn);
    this.answered = [];
    this.failures = 0;
    this._next(turn);
  };

  /* The next picture is taken when the one before was answered: nothing waits in a queue. */
  mine.Desk.prototype._next = function (turn) {
    var desk = this, video = desk.video;
    if (turn !== desk.turn || !desk.stream) return;
    var scale = Math.min(1, SEND_PX / Math.max(video.videoWidth, video.videoHeight, 1));
    var start = performance.now();
    mine.toJpeg(video, video.videoWidth * scale, video.videoHeight * scale, QUALITY, true)
      .then(function (blob) { return desk.ask(blob, "faces", turn, 0); })
      .then(function (seen) {
        if (turn !== desk.turn) return;
        desk.failures = 0;
        desk.show(seen);
        desk._count(start);
      })
      .catch(function (error) { return desk._miss(turn, error); })
      .then(function () { window.requestAnimationFrame(function () { desk._next(turn); }); });
  };

  mine.Desk.prototype._miss = function (turn, error) {
    if (turn !== this.turn || error.busy) return mine.wait(BUSY_MS);
    this.failures += 1;
    if (this.failures < FAILURES) return mine.wait(BUSY_MS);
    this.stopCamera();
    this.complain(error.message);
  };

  mine.Desk.prototype._count = function (start) {
    var now = performance.now();
    this.answered = this.answered.filter(function (one) { return now - one.at < 3000; });
    this.answered.push({ at: now, ms: now - start });
    var first = this.answered[0], count = this.answered.length;
    if (count < 3) return;
    var ms = this.answered.reduce(function (sum, one) { return sum + one.ms; }, 0) / count;
    var rate = ((count - 1) * 1000) / (now - first.at);
    this.rate.textContent = mine.fill(this.texts.rate, { rate: rate.toFixed(1), ms: Math.round(ms) });
  };

  mine.Desk.prototype.stopCamera = function () {
    if (!this.stream && !this.video.srcObject) return;
    this.turn += 1;
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
    this.video.srcObject = null;
    this.view.classList.remove("try-mirrored");
    this.cameraButton.textContent = this.texts.cameraStart;
    this.clear();
    this.say(this.texts.cameraOff);
  };
})(window.classroomTry);
