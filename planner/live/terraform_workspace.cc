#include "planner/live/terraform_workspace.h"

#include <utility>

namespace deltaplan::planner {
namespace {

std::string Beside(const std::string& directory, const std::string& path) {
  return path.starts_with('/') ? path : directory + "/" + path;
}

}  // namespace

Result<std::optional<TerraformWorkspace>> ReadTerraformWorkspace(const std::string& top,
                                                                 const std::string& directory,
                                                                 const Ports& ports) {
  const std::string data =
      Beside(Beside(top, directory), ports.variable("TF_DATA_DIR").value_or(".terraform"));
  if (!ports.files.Canonical(data)) return std::optional<TerraformWorkspace>();
  if (std::optional<std::string> name = ports.variable("TF_WORKSPACE")) {
    return std::optional(TerraformWorkspace{.name = *std::move(name), .by_variable = true});
  }
  const Result<std::optional<std::string>> text = ports.files.ReadIfExists(data + "/environment");
  if (!text) return text.error();
  std::string line = text->value_or("").substr(0, text->value_or("").find('\n'));
  if (line.empty()) line = kDefaultWorkspace;
  return std::optional(TerraformWorkspace{.name = std::move(line)});
}

}  // namespace deltaplan::planner
