// Terraform's files in JSON, in attributes and blocks as native syntax has them: *.tf.json,
// *.tofu.json, *.tfvars.json. Source: HCL JSON syntax specification; Terraform's documentation,
// "JSON configuration syntax".
#ifndef DELTAPLAN_TFVARS_HCL_JSON_BODY_H_
#define DELTAPLAN_TFVARS_HCL_JSON_BODY_H_

#include "tfvars/hcl/syntax.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// Reads a variables file: an object, or a list of them, whose members are the attributes. The last
/// of several of one name counts.
Body ParseTfvarsJson(const Source& source, Diagnostics& diagnostics);

/// Reads a configuration file. Members become blocks with labels as Terraform's own block types
/// want them, strings become templates; what lies inside of a template has no range of its own.
Body ParseTerraformJson(const Source& source, Diagnostics& diagnostics);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_JSON_BODY_H_
