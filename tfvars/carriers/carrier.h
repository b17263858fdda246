// The one interface of all forms in which teams keep tags. A form more is one file with a carrier,
// declared here, and one line in the table of carrier.cc.
#ifndef DELTAPLAN_TFVARS_CARRIERS_CARRIER_H_
#define DELTAPLAN_TFVARS_CARRIERS_CARRIER_H_

#include <optional>
#include <string>

#include "tfvars/carriers/tag_file.h"
#include "tfvars/carriers/tag_map.h"
#include "tfvars/carriers/tag_place.h"

namespace deltaplan::tfvars {

/// One form. Functions that return nothing have added a diagnostic to the file's.
class Carrier {
 public:
  virtual ~Carrier() = default;

  /// Whether tags stand in this form there.
  virtual bool Fits(const TagPlace& place) const = 0;
  /// All tags of the file.
  virtual std::optional<TagMap> Read(TagFile& file) const = 0;
  /// The text of the file with `changes` made, and nothing else.
  virtual std::optional<std::string> Write(TagFile& file, const TagMap& changes) const = 0;
};

/// The carrier of the place's form.
const Carrier& CarrierFor(const TagPlace& place);

/// image_tags = { api = "abc" }: the services are keys of an object.
const Carrier& MapCarrier();
/// api_image_tag = "abc", or services = { api = { image_tag = "abc" } }: a value for each service.
const Carrier& ServiceScalarCarrier();
/// image_tag = "abc": one value for all services.
const Carrier& SharedScalarCarrier();
/// image_tags = "{\"api\":\"abc\"}", or jsonencode({ api = "abc" }): a map as JSON in a string.
const Carrier& JsonTextCarrier();

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_CARRIER_H_
