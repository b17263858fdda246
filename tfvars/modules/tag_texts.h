// The tags that Terraform is given now, and what is made of them.
#ifndef DELTAPLAN_TFVARS_MODULES_TAG_TEXTS_H_
#define DELTAPLAN_TFVARS_MODULES_TAG_TEXTS_H_

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

class TagTexts {
 public:
  /// Those where `path` leads in `value`, as in `TreeOptions::tag_path`. What is too short for one,
  /// or has no digit, may stand in a name by chance.
  void Add(const Value& value, const std::vector<std::string>& path);
  /// Whether one of them is in it.
  bool AreIn(std::string_view text) const;

 private:
  void AddFrom(const Value& value, const std::vector<std::string>& path, std::size_t at);

  std::set<std::string, std::less<>> texts_;
  std::set<std::size_t> sizes_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_TAG_TEXTS_H_
