#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <iterator>
#include <utility>
#include <vector>

#include "tfvars/carriers/carrier.h"
#include "tfvars/carriers/object_edit.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_entries.h"
#include "tfvars/carriers/written_elsewhere.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {
namespace {

// The members of the object that `value` is.
std::optional<std::vector<TagEntry>> Members(TagFile& file, const Expression& value) {
  const auto* object = Unwrapped(value).As<Object>();
  if (object == nullptr) {
    file.Report(value.range, "Not a map of tags",
                fmt::format("{} has to be an object with a tag for each service.{}",
                            file.place().path.empty() ? "This" : file.place().path,
                            WrittenElsewhere(file, value)));
    return std::nullopt;
  }
  std::vector<TagEntry> members;
  members.reserve(object->items.size());
  for (const Object::Item& item : object->items) {
    const std::string* name = PlainKey(*item.key);
    if (name == nullptr) {
      file.Report(item.key->range, "Not a plain name",
                  "A service's name can't be computed here; write it as text.");
      return std::nullopt;
    }
    members.push_back({file.AsConfigured(*name), item.value.get()});
  }
  return members;
}

std::optional<std::vector<TagEntry>> OnlyMap(TagFile& file) {
  const Expression* value = file.FindOnly();
  return value == nullptr ? std::nullopt : Members(file, *value);
}

// A whole map that the file lacks.
bool AddVariable(TagFile& file, const TagMap& tags, std::vector<TextEdit>& edits) {
  const std::string& variable = file.place().path;
  if (file.syntax() == Syntax::kNative) {
    edits.push_back(AppendLines(file.source(), PrintTagMapHcl(tags, variable)));
    return true;
  }
  if (!file.CheckHoldsVariables()) return false;
  // An empty object as the member's value first, then what belongs into it.
  const std::string kMark = "\x01";
  std::vector<TextEdit> member =
      AddMembers(file.source(), file.syntax(), *file.root(), {{variable, kMark}});
  std::string map = PrintTagMapJson(tags, variable);
  map = map.substr(map.find('{', 1), map.rfind('}') - map.find('{', 1));
  map = map.substr(0, map.find_last_not_of(" \n") + 1);
  const std::string quoted = QuotedText(kMark, file.syntax());
  for (TextEdit& edit : member) {
    const std::size_t at = edit.text.find(quoted);
    if (at != std::string::npos) edit.text.replace(at, quoted.size(), map);
  }
  std::ranges::move(member, std::back_inserter(edits));
  return true;
}

bool Add(TagFile& file, const TagMap& missing, std::vector<TextEdit>& edits) {
  const std::vector<TagEntry> maps = file.Find();
  if (!maps.empty()) {
    const Expression& object = Unwrapped(*maps.front().value);
    std::ranges::move(
        AddMembers(file.source(), file.syntax(), object, {missing.begin(), missing.end()}),
        std::back_inserter(edits));
    return true;
  }
  const bool is_variable = SplitPath(file.place().path).size() == 1;
  if (!is_variable) {
    file.Report({}, "Missing tags",
                fmt::format("There is no {} in this file to add {} to; add it by hand once.",
                            file.place().path, missing.begin()->first));
    return false;
  }
  return AddVariable(file, missing, edits);
}

class Map final : public Carrier {
 public:
  bool Fits(const TagPlace& place) const override { return place.form == TagPlace::Form::kMap; }

  std::optional<TagMap> Read(TagFile& file) const override {
    const std::optional<std::vector<TagEntry>> members = OnlyMap(file);
    return members ? ReadEntries(file, *members) : std::nullopt;
  }

  std::optional<std::string> Write(TagFile& file, const TagMap& changes) const override {
    // A map that is not there yet has no members.
    const std::optional<std::vector<TagEntry>> members =
        file.Find().empty() ? std::vector<TagEntry>() : OnlyMap(file);
    std::optional<TagEdits> made = members ? ChangeEntries(file, *members, changes) : std::nullopt;
    if (!made) return std::nullopt;
    if (!made->missing.empty() && !Add(file, made->missing, made->edits)) return std::nullopt;
    return ApplyEdits(file.source().text, std::move(made->edits));
  }
};

}  // namespace

const Carrier& MapCarrier() {
  static const Map carrier;
  return carrier;
}

}  // namespace deltaplan::tfvars
