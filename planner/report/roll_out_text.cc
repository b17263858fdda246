#include "planner/report/roll_out_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {

std::string RollOutText(const RollOut& roll_out) {
  std::string text;
  if (!roll_out.targets.empty()) {
    const std::string place =
        roll_out.directory.empty() ? "the root" : DisplayPath(roll_out.directory);
    if (roll_out.foreign_file) {
      text += fmt::format(
          "\nTerraform does not read {}. To roll this out, apply with what does, and with:",
          DisplayPath(*roll_out.foreign_file));
    } else {
      text += fmt::format("\nTo roll this out, run in {}:\n  ", place);
      // Stronger than the workspace that is selected there, and nothing is selected by it.
      if (roll_out.workspace)
        text += ShownCommand({"env", "TF_WORKSPACE=" + *roll_out.workspace}) + " ";
      text += "terraform apply";
    }
    const auto add = [&](const std::string& word) {
      text += (roll_out.foreign_file ? "\n  " : " \\\n    ") + ShownCommand({word});
    };
    for (const std::string& file : roll_out.var_files) add("-var-file=" + file);
    for (const auto& [name, value] : roll_out.vars) add("-var=" + name + "=" + value);
    for (const std::string& target : roll_out.targets) add("-target=" + target);
    text += '\n';
  }
  if (roll_out.unreached.empty()) return text;
  std::vector<std::string> shown;
  for (const std::string& service : roll_out.unreached) shown.push_back(DisplayPath(service));
  return text +
         fmt::format("\nNo Terraform address is known for {}: no targeted apply rolls {} out.\n",
                     fmt::join(shown, ", "), shown.size() == 1 ? "it" : "them");
}

}  // namespace deltaplan::planner
