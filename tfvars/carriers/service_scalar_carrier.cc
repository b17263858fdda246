#include <utility>

#include "tfvars/carriers/carrier.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_entries.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {
namespace {

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
    if (!made->missing.empty() && !AddScalars(file, made->missing, made->edits))
      return std::nullopt;
    return ApplyEdits(file.source().text, std::move(made->edits));
  }
};

}  // namespace

const Carrier& ServiceScalarCarrier() {
  static const ServiceScalar carrier;
  return carrier;
}

}  // namespace deltaplan::tfvars
