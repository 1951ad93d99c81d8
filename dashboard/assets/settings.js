/* Sliders and number boxes that show the same weight; the two terms of a weighted sum add up to 1. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.classroomSettings = {
  twin: function (sliders, fields, sliderIds, fieldIds) {
    const same = window.dash_clientside.no_update;
    const newSliders = sliders.map(() => same);
    const newFields = fields.map(() => same);
    const changed = window.dash_clientside.callback_context.triggered_id;
    const answer = [newSliders, newFields];
    if (!changed) {
      return answer;
    }
    const place = (ids, name) => ids.findIndex((id) => id.name === name);
    const put = (name, value) => {
      const slider = place(sliderIds, name);
      const field = place(fieldIds, name);
      if (slider >= 0 && sliders[slider] !== value) newSliders[slider] = value;
      if (field >= 0 && fields[field] !== value) newFields[field] = value;
    };
    const fromSlider = changed.type === "settings-slider";
    const value = fromSlider ? sliders[place(sliderIds, changed.name)] : fields[place(fieldIds, changed.name)];
    if (typeof value === "number") {
      put(changed.name, value);
    }
    const combine = place(fieldIds, "profile:combine");
    if (combine < 0 || fields[combine] !== "weighted") {
      return answer;
    }
    const facing = place(fieldIds, "profile:facing");
    const terms = { "profile:expression": "profile:facing", "profile:facing": "profile:expression" };
    const rest = (share) => Math.round((1 - share) * 1e6) / 1e6;
    if (changed.name in terms && typeof value === "number" && value >= 0 && value <= 1) {
      put(terms[changed.name], rest(value));
    } else if (changed.name === "profile:combine" && typeof fields[facing] === "number") {
      put("profile:expression", rest(fields[facing]));
    }
    return answer;
  },
  /* What a button was refused for is of the values it was pressed with. */
  forget: function () {
    return true;
  },
};
