#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "tfvars/carriers/carrier.h"
#include "tfvars/carriers/object_edit.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_entries.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {
namespace {

// The object that holds the value of `service`; null, with a diagnostic, when there is none.
const Expression* ParentOf(TagFile& file, const std::string& service,
                           std::span<const std::string> steps) {
  std::vector<std::string> parent;
  for (const std::string& step : steps) {
    parent.push_back(FillService(step, service, file.place().words));
  }
  const std::vector<TagEntry> found = file.Find(parent, service);
  if (found.size() == 1) {
    const Expression& object = Unwrapped(*found.front().value);
    if (object.As<Object>() != nullptr) return &object;
  }
  file.Report({}, "Missing tags",
              fmt::format("There is no {} in this file to add the tag of {} to; add it by hand "
                          "once.",
                          fmt::join(parent, "."), service));
  return nullptr;
}

bool Add(TagFile& file, const TagMap& missing, std::vector<TextEdit>& edits) {
  if (!file.CheckHoldsVariables()) return false;
  const std::vector<std::string> steps = SplitPath(file.place().path);
  const std::span<const std::string> parent = std::span(steps).first(steps.size() - 1);
  std::map<const Expression*, std::vector<std::pair<std::string, std::string>>> into;
  std::string lines;
  for (const auto& [service, tag] : missing) {
    const std::string name = FillService(steps.back(), service, file.place().words);
    if (parent.empty() && file.root() == nullptr) {
      lines += fmt::format("{} = {}\n", name, QuotedText(tag, file.syntax()));
      continue;
    }
    const Expression* object = parent.empty() ? file.root() : ParentOf(file, service, parent);
    if (object == nullptr) return false;
    into[object].emplace_back(name, tag);
  }
  if (!lines.empty()) edits.push_back(AppendLines(file.source(), lines));
  for (auto& [object, members] : into) {
    std::ranges::sort(members);
    std::ranges::move(AddMembers(file.source(), file.syntax(), *object, members),
                      std::back_inserter(edits));
  }
  return true;
}

class ServiceScalar final : public Carrier {
 public:
  bool Fits(const TagPlace& place) const override {
    return place.form == TagPlace::Form::kScalar && NamesService(place.path, place.words);
  }

  std::optional<TagMap> Read(TagFile& file) const override {
    return ReadEntries(file, file.Find());
  }

  std::optional<std::string> Write(TagFile& file, const TagMap& changes) const override {
    std::optional<TagEdits> made = ChangeEntries(file, file.Find(), changes);
    if (!made) return std::nullopt;
    if (!made->missing.empty() && !Add(file, made->missing, made->edits)) return std::nullopt;
    return ApplyEdits(file.source().text, std::move(made->edits));
  }
};

}  // namespace

const Carrier& ServiceScalarCarrier() {
  static const ServiceScalar carrier;
  return carrier;
}

}  // namespace deltaplan::tfvars
