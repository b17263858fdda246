// deltaplan graph: services, packages and inputs as a graph.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/preview.h"
#include "planner/report/graph_json.h"
#include "planner/report/picture.h"
#include "planner/report/picture_formats.h"
#include "planner/report/plan_page.h"

namespace deltaplan::planner {
namespace {

// Mermaid's renderers give up on more.
constexpr std::size_t kMostMermaidNodes = 40;

PictureSize SizeFor(const Options& options) {
  if (options.format == Format::kMermaid) return {.most = kMostMermaidNodes};
  // Whoever calls Graphviz can wait, and zoom.
  return {.most = SIZE_MAX, .alike = options.unfactored ? SIZE_MAX : 2};
}

// What comes next, as a comment of the language that is printed at the terminal.
std::string NextAfterDot(const Options& options, const Terminal& terminal) {
  std::vector<std::string> words{"graph", "--format", "html"};
  if (options.base) words.insert(words.end(), {"--base", *options.base});
  for (const std::string& service : options.services) {
    words.insert(words.end(), {"--service", service});
  }
  return CommentLines(NextCommand(options, terminal, words, "makes a page of it for a browser."),
                      "//");
}

Answer Drawn(const Picture& picture, const Options& options, const Terminal& terminal) {
  if (options.format == Format::kMermaid) {
    return {.output = PictureMermaid(picture), .messages = {}};
  }
  return {.output = PictureDot(picture) + NextAfterDot(options, terminal), .messages = {}};
}

// What the change since --base touches.
Result<Answer> AffectedGraph(const Options& options, const Ports& ports) {
  const Result<Previewed> previewed = PreviewOf(options, options.environment, ports);
  if (!previewed) return previewed.error();
  if (options.format == Format::kHtml) {
    return Answer{.output = PlanPage(&previewed->plan, previewed->facts.inputs),
                  .messages = previewed->notes};
  }
  Answer answer =
      Drawn(AffectedPicture(previewed->plan, SizeFor(options)), options, ports.terminal);
  answer.messages = previewed->notes;
  return answer;
}

}  // namespace

Result<Answer> RunGraph(const Options& given, const Ports& ports) {
  if (given.base) return AffectedGraph(given, ports);
  Result<std::unique_ptr<Project>> opened =
      Project::Open(ProjectRequestWithoutEnvironment(given), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return platform.error();
  const Result<Options> chosen = WithServicesOf(*platform, given);
  if (!chosen) return chosen.error();
  const Options& options = *chosen;
  if (Status known = CheckChosenServices(*platform, options); !known) {
    return std::move(known).error();
  }
  const InputMap inputs(*platform, {options.jobs});
  const std::vector<std::string> services(options.services.begin(), options.services.end());
  switch (options.format) {
    case Format::kJson:
      return Answer{.output = GraphJson(inputs, services), .messages = {}};
    case Format::kHtml:
      return Answer{.output = PlanPage(nullptr, inputs, {}, services), .messages = {}};
    default:  // dot, where no format was named, too
      return Drawn(PlatformPicture(inputs, services, SizeFor(options)), options, ports.terminal);
  }
}

}  // namespace deltaplan::planner
