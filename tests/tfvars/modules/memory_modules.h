// Modules in memory: paths to texts.
#ifndef DELTAPLAN_TESTS_TFVARS_MODULES_MEMORY_MODULES_H_
#define DELTAPLAN_TESTS_TFVARS_MODULES_MEMORY_MODULES_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/modules/module_source.h"

namespace deltaplan::tfvars {

class MemoryModules : public ModuleFiles {
 public:
  explicit MemoryModules(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  std::optional<std::vector<std::string>> List(const std::string& directory) override {
    std::vector<std::string> names;
    for (const auto& [path, text] : files_) {
      const std::size_t slash = path.rfind('/');
      const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
      if (parent == directory) names.push_back(path.substr(parent.empty() ? 0 : slash + 1));
    }
    if (names.empty()) return std::nullopt;
    return names;
  }
  std::optional<std::vector<std::string>> Directories(const std::string& directory) override {
    const std::string below = directory.empty() ? "" : directory + "/";
    std::vector<std::string> names;
    for (const auto& [path, text] : files_) {
      if (!path.starts_with(below)) continue;
      const std::string_view rest = std::string_view(path).substr(below.size());
      const std::string_view name = rest.substr(0, rest.find('/'));
      if (name != rest && (names.empty() || names.back() != name)) names.emplace_back(name);
    }
    return names;
  }
  std::optional<std::string> Read(const std::string& path) override {
    const auto found = files_.find(path);
    return found == files_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TESTS_TFVARS_MODULES_MEMORY_MODULES_H_
