#include <cstddef>
#include <fmt/format.h>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/carriers/carrier.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_entries.h"
#include "tfvars/carriers/tag_value.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {
namespace {

// The tag that all services are to get; nullopt where they differ or some get none.
std::optional<std::string> OnlyTag(const TagMap& changes,
                                   const std::vector<std::string>& services) {
  const std::set<std::string> known(services.begin(), services.end());
  std::set<std::string> tags;
  std::size_t covered = 0;
  for (const auto& [service, tag] : changes) {
    tags.insert(tag);
    covered += known.count(service);
  }
  return tags.size() == 1 && covered == known.size() ? std::optional(*tags.begin()) : std::nullopt;
}

class SharedScalar final : public Carrier {
 public:
  bool Fits(const TagPlace& place) const override {
    return place.form == TagPlace::Form::kScalar && !NamesService(place.path, place.words);
  }

  std::optional<TagMap> Read(TagFile& file) const override {
    const Expression* value = file.FindOnly();
    if (value == nullptr) return std::nullopt;
    std::vector<TagEntry> entries;
    for (const std::string& service : file.services()) entries.push_back({service, value});
    return ReadEntries(file, entries);
  }

  std::optional<std::string> Write(TagFile& file, const TagMap& changes) const override {
    const bool is_new = file.IsEmpty();
    const Expression* value = is_new ? nullptr : file.FindOnly();
    if (value == nullptr && !is_new) return std::nullopt;
    const std::optional<std::string> tag = OnlyTag(changes, file.services());
    if (!tag) {
      file.Report(is_new ? Range() : value->range, "One tag for all services",
                  fmt::format("{} is the tag of every service, so all of them have to get the same "
                              "one. Keep a map of tags to deploy them one by one.",
                              file.place().path));
      return std::nullopt;
    }
    if (is_new) {
      std::optional<TagEdits> made = ChangeEntries(file, {}, {{file.services().front(), *tag}});
      if (!made || !AddScalars(file, made->missing, made->edits)) return std::nullopt;
      return ApplyEdits(file.source().text, std::move(made->edits));
    }
    // The same tag stays as it is written, whatever escapes are in it.
    const auto present = ReadTag(*value, file.place().content);
    if (const auto* text = std::get_if<std::string>(&present); text != nullptr && *text == *tag) {
      return file.source().text;
    }
    auto edit = ReplaceTag(file, *value, *tag);
    if (auto* wrong = std::get_if<Diagnostic>(&edit)) {
      file.Report(std::move(*wrong));
      return std::nullopt;
    }
    return ApplyEdits(file.source().text, {std::get<TextEdit>(std::move(edit))});
  }
};

}  // namespace

const Carrier& SharedScalarCarrier() {
  static const SharedScalar carrier;
  return carrier;
}

}  // namespace deltaplan::tfvars
