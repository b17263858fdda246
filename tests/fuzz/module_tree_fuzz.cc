// Module trees: whatever the files say, reading them ends, the tree is sorted, and each address in
// it is one. The text is cut at NUL bytes: the root module's main.tf, terraform.tfvars, m/main.tf,
// m/more.tf.json.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/require.h"
#include "tfvars/modules/module_tree.h"

namespace {

using deltaplan::fuzz::Require;
namespace tfvars = deltaplan::tfvars;

class MemoryFiles : public tfvars::ModuleFiles {
 public:
  explicit MemoryFiles(std::string_view text) {
    for (const char* path : {"main.tf", "terraform.tfvars", "m/main.tf", "m/more.tf.json"}) {
      const std::size_t end = text.find('\0');
      files_.emplace(path, text.substr(0, end));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }
  std::optional<std::vector<std::string>> List(const std::string& directory) override {
    const std::string prefix = directory.empty() ? "" : directory + "/";
    std::vector<std::string> names;
    for (const auto& [path, text] : files_) {
      const bool is_here =
          path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos;
      if (is_here) names.push_back(path.substr(prefix.size()));
    }
    if (names.empty()) return std::nullopt;
    return names;
  }
  std::optional<std::vector<std::string>> Directories(const std::string& directory) override {
    return directory.empty() ? std::vector<std::string>{"m"} : std::vector<std::string>();
  }
  std::optional<std::string> Read(const std::string& path) override {
    const auto found = files_.find(path);
    return found == files_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::string, std::string> files_;
};

void Check(std::string_view text) {
  MemoryFiles files(text);
  const auto tree = tfvars::ReadModuleTree({.directory = ""}, files);
  Require(tree.has_value());
  for (const std::string& error : tree->errors) Require(!error.empty());
  Require(std::ranges::is_sorted(tree->nodes, {}, &tfvars::TreeNode::address));
  for (const tfvars::TreeNode& node : tree->nodes) {
    Require(!node.files.empty() && node.place.line > 0);
    Require(!(node.unresolved && node.absent));
    // What may be there besides is told by another address.
    for (const tfvars::TreeInstance& possible : node.possible) {
      Require(node.unresolved.has_value());
      Require(std::ranges::find(node.instances, possible.address, &tfvars::TreeInstance::address) ==
              node.instances.end());
    }
    for (const tfvars::TreeInstance& instance : node.instances) {
      Require(tfvars::Contains(node.address, instance.address));
      const auto again = tfvars::ParseTarget(tfvars::Print(instance.address));
      Require(std::holds_alternative<tfvars::Target>(again));
      Require(std::get<tfvars::Target>(again) == instance.address);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
