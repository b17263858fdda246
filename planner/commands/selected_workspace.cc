#include "planner/commands/selected_workspace.h"

#include <fmt/format.h>
#include <utility>
#include <vector>

#include "planner/live/terraform_workspace.h"
#include "planner/model/service_environment.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
Result<std::optional<Refusal>> FindOtherWorkspace(const EnvironmentEntry& environment,
                                                  const Platform& platform, const std::string& top,
                                                  const Ports& ports) {
  std::vector<RootServices> roots = RootsOf(environment, platform.services);
  if (roots.empty()) roots.push_back({environment.terraform.value_or(TerraformEntry()).root, {}});
  for (const auto& [root, services] : roots) {
    const std::string directory = root.dir.empty() ? "." : root.dir;
    Result<std::optional<TerraformWorkspace>> selected =
        ReadTerraformWorkspace(top, directory, ports);
    if (!selected) return std::move(selected).error();
    if (!*selected) {
      return Error{
          .message = fmt::format("Terraform is not initialised in {}", DisplayPath(directory)),
          .causes = {},
          .remedy = ShownCommand({"terraform", "-chdir=" + directory, "init"})};
    }
    const std::string wanted = root.workspace.value_or(kDefaultWorkspace);
    if ((*selected)->name == wanted) continue;
    return std::optional<Refusal>(
        refusals::WorkspaceNotSelected{.environment = environment.name,
                                       .directory = root.dir,
                                       .selected = (*selected)->name,
                                       .wanted = wanted,
                                       .by_variable = (*selected)->by_variable});
  }
  return std::optional<Refusal>();
}

}  // namespace deltaplan::planner
