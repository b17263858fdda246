#include "planner/commands/selected_workspace.h"

#include <fmt/format.h>
#include <utility>
#include <vector>

#include "planner/model/service_environment.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kDefaultWorkspace = "default";

std::string Beside(const std::string& directory, const std::string& path) {
  return path.starts_with('/') ? path : directory + "/" + path;
}

}  // namespace

Result<std::optional<Refusal>> FindOtherWorkspace(const EnvironmentEntry& environment,
                                                  const Platform& platform, const std::string& top,
                                                  const Ports& ports) {
  std::vector<RootServices> roots = RootsOf(environment, platform.services);
  if (roots.empty()) roots.push_back({environment.terraform.value_or(TerraformEntry()).root, {}});
  const std::optional<std::string> by_variable = ports.variable("TF_WORKSPACE");
  for (const auto& [root, services] : roots) {
    const std::string directory = root.dir.empty() ? "." : root.dir;
    const std::string data =
        Beside(Beside(top, directory), ports.variable("TF_DATA_DIR").value_or(".terraform"));
    if (!ports.files.Canonical(data)) {
      return Error{
          .message = fmt::format("Terraform is not initialised in {}", DisplayPath(directory)),
          .causes = {},
          .remedy = ShownCommand({"terraform", "-chdir=" + directory, "init"})};
    }
    std::string selected = kDefaultWorkspace;
    if (by_variable) {
      selected = *by_variable;
    } else {
      const Result<std::optional<std::string>> text =
          ports.files.ReadIfExists(data + "/environment");
      if (!text) return text.error();
      const std::string line = text->value_or("").substr(0, text->value_or("").find('\n'));
      if (!line.empty()) selected = line;
    }
    const std::string wanted = root.workspace.value_or(kDefaultWorkspace);
    if (selected == wanted) continue;
    return std::optional<Refusal>(
        refusals::WorkspaceNotSelected{.environment = environment.name,
                                       .directory = root.dir,
                                       .selected = std::move(selected),
                                       .wanted = wanted,
                                       .by_variable = by_variable.has_value()});
  }
  return std::optional<Refusal>();
}

}  // namespace deltaplan::planner
