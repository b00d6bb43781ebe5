#include "runner/core/answers/answer_json.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/answers/output_values.h"
#include "runner/core/answers/class_scores.h"
#include "runner/core/answers/detections.h"
#include "runner/core/answers/output_picture.h"
#include "runner/core/formats/base64.h"
#include "runner/core/pictures/png_encoder.h"

namespace runner {
namespace {

void WriteValues(JsonWriter& json, const Tensor& tensor, const Quantization& quantization) {
  json.Key("values").BeginArray();
  ForEachValue(tensor, quantization, [&json](auto value) {
    using T = decltype(value);
    if constexpr (std::is_same_v<T, double>) {
      json.Double(value);
    } else if constexpr (std::is_same_v<T, float>) {
      json.Float(value);
    } else {
      json.Int(value);
    }
  });
  json.EndArray();
}

void WriteOutputPicture(JsonWriter& json, const OutputPicture& rendered, bool picture) {
  if (!rendered.legend.empty()) {
    json.Key("legend").BeginArray();
    for (const MaskClass& item : rendered.legend) {
      json.BeginObject();
      json.Key("index").Int(item.index);
      json.Key("label").StringOrNull(item.label);
      json.Key("color").String(item.color);
      json.Key("share").Float(static_cast<float>(item.share));
      json.EndObject();
    }
    json.EndArray();
  }
  if (picture) json.Key("png").String(Base64(PngBytes(rendered.picture, rendered.palette)));
}

void WriteOutputs(JsonWriter& json, const Contract& contract, const Prediction& prediction,
                  const std::vector<TensorSpec>& specs, const AnswerForm& form) {
  json.Key("outputs").BeginObject();
  for (size_t i = 0; i < prediction.outputs.size(); ++i) {
    const Tensor& tensor = prediction.outputs[i];
    json.Key(contract.outputs[i].name).BeginObject();
    json.Key("shape").BeginArray();
    for (const int64_t size : tensor.shape) json.Int(size);
    json.EndArray();
    json.Key("dtype").String(ElementName(specs[i].type));
    if (HasValues(tensor)) WriteValues(json, tensor, specs[i].quantization);
    const std::optional<OutputPicture> rendered = RenderOutput(contract, i, tensor, specs[i].quantization);
    if (rendered) WriteOutputPicture(json, *rendered, form.pictures);
    if (form.saved != nullptr && !(*form.saved)[i].empty()) json.Key("saved").String((*form.saved)[i]);
    json.EndObject();
  }
  json.EndObject();
}

void WriteTop(JsonWriter& json, const Contract& contract, const std::vector<ClassScore>& ranked) {
  json.Key("top").BeginArray();
  for (const ClassScore& score : ranked) {
    json.BeginObject();
    json.Key("index").Int(score.index);
    json.Key("label");
    const std::string* label = ClassLabel(contract, score.index);
    json.StringOrNull(label == nullptr ? "" : *label);
    json.Key("score").Float(static_cast<float>(score.score));
    const bool several = contract.outputs[RankedOutput(contract)].kind == OutputKind::kLabels;
    if (several) json.Key("present").Bool(score.present);
    json.EndObject();
  }
  json.EndArray();
}

void WritePoints(JsonWriter& json, const Contract& contract, const std::vector<FoundPoint>& points) {
  json.Key("points").BeginArray();
  for (size_t i = 0; i < points.size(); ++i) {
    json.BeginObject();
    json.Key("name").StringOrNull(PointName(contract, i));
    json.Key("x").Double(Hundredths(points[i].x));
    json.Key("y").Double(Hundredths(points[i].y));
    json.Key("score").Float(static_cast<float>(points[i].score));
    json.EndObject();
  }
  json.EndArray();
}

void WriteDetections(JsonWriter& json, const Contract& contract, const Detections& found) {
  if (FindsPoints(contract)) return WritePoints(json, contract, found.points);
  json.Key("boxes").BeginArray();
  for (const FoundBox& box : found.boxes) {
    json.BeginObject();
    json.Key("label").StringOrNull(BoxLabel(contract, box.index));
    json.Key("index").Int(box.index);
    json.Key("score").Float(static_cast<float>(box.score));
    json.Key("x").Double(Hundredths(box.x));
    json.Key("y").Double(Hundredths(box.y));
    json.Key("width").Double(Hundredths(box.width));
    json.Key("height").Double(Hundredths(box.height));
    if (!box.points.empty()) WritePoints(json, contract, box.points);
    json.EndObject();
  }
  json.EndArray();
}

void WriteWindows(JsonWriter& json, const Contract& contract, const Prediction& prediction,
                  const std::vector<TensorSpec>& specs) {
  json.Key("windows").BeginArray();
  for (const Prediction::Window& window : prediction.windows) {
    json.BeginObject();
    json.Key("start").Double(window.start);
    json.Key("end").Double(window.end);
    WriteTop(json, contract, RankClasses(contract, {window.outputs, 0.0, {}}, specs));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

void WriteRows(JsonWriter& json, int64_t row, int64_t last_row) {
  if (last_row > 0) {
    json.Key("rows").BeginArray().Int(row).Int(last_row).EndArray();
  } else if (row > 0) {
    json.Key("row").Int(row);
  }
}

void WriteAnswer(JsonWriter& json, const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                 const AnswerForm& form) {
  json.BeginObject();
  if (form.file != nullptr) json.Key("file").String(*form.file);
  WriteRows(json, form.row, form.last_row);
  json.Key("ms").Double(std::round(prediction.ms * 1000.0) / 1000.0);
  WriteTop(json, contract, RankClasses(contract, prediction, specs));
  if (!prediction.windows.empty()) WriteWindows(json, contract, prediction, specs);
  if (DetectorOutput(contract) < prediction.outputs.size()) {
    const double least = form.least_score < 0.0 ? ScoreThatCounts(contract) : form.least_score;
    WriteDetections(json, contract, Detect(contract, prediction, specs, least));
  }
  WriteOutputs(json, contract, prediction, specs, form);
  json.EndObject();
}

}  // namespace runner
