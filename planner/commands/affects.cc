// deltaplan affects: which services a change to these paths would deploy.
#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/guess.h"
#include "planner/commands/preview.h"
#include "planner/commands/terminal_text.h"
#include "planner/config/input_patterns.h"
#include "planner/config/tree_glob.h"
#include "planner/decide/affected.h"
#include "planner/facts/gather.h"
#include "planner/ports/tree_read_error.h"
#include "planner/report/affects_report.h"
#include "planner/text/quote.h"
#include "planner/text/unquote.h"

namespace deltaplan::planner {
namespace {

// A line as git writes paths, which quotes the unusual ones.
Result<std::string> PathOfLine(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!line.starts_with('"')) return std::string(line);
  std::optional<Unquoted> quoted = Unquote(line);
  if (quoted && quoted->length == line.size()) return std::move(quoted->value);
  return Error{.message = "standard input has a line that is no path as git quotes it",
               .causes = {DisplayText(line)},
               .remedy = "Where names begin with a quote, end each path with a NUL: git diff -z."};
}

// The lines of standard input, or what stands between its NUL bytes where it has any.
Result<std::vector<std::string>> PathsOfStandardInput(Files& files) {
  Result<std::string> text = files.Read("-");
  if (!text) return std::move(text).error();
  const bool is_lines = text->find('\0') == std::string::npos;
  const char end = is_lines ? '\n' : '\0';
  std::vector<std::string> paths;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(end));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    Result<std::string> path = is_lines ? PathOfLine(part) : std::string(part);
    if (!path) return std::move(path).error();
    if (!path->empty()) paths.push_back(*std::move(path));
  }
  return paths;
}

// `text` relative to the repository's root. Like git, a path is meant from the current directory,
// may be absolute, and may go up, but not out of the repository.
Result<graph::RepoPath> PathInRepository(const Project& project, const std::string& text,
                                         Files& files) {
  const std::optional<std::string>& top = project.repository().facts().work_dir;
  const bool is_absolute = text.starts_with('/');
  std::string whole = text;
  if (top && !is_absolute) {
    const std::optional<std::string> here = files.Canonical(".");
    const bool is_inside = here && (*here + "/").starts_with(*top + "/");
    if (is_inside) whole = here->substr(top->size()) + "/" + text;
  } else if (top) {
    // The directory may be written through a link.
    const std::size_t slash = text.rfind('/');
    const std::optional<std::string> above = files.Canonical(text.substr(0, slash + 1));
    if (above) whole = *above + text.substr(slash);
    if (!(whole + "/").starts_with(*top + "/")) whole = "/..";
    if (whole != "/..") whole.erase(0, top->size());
  }
  std::vector<std::string_view> parts;
  bool leaves = is_absolute && !top;
  for (std::string_view rest = whole; !rest.empty();) {
    const std::size_t length = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, length);
    rest.remove_prefix(std::min(length + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      leaves = true;
    } else {
      parts.pop_back();
    }
  }
  graph::RepoPath path;
  for (const std::string_view part : parts) path = path.Child(part);
  if (leaves) {
    return Error{
        .message = fmt::format("'{}' is not a path inside the repository", DisplayPath(text)),
        .causes = {},
        .remedy = "Give paths as git takes them: from the current directory, or absolute."};
  }
  return path;
}

// Whether head or the work tree has `path`.
bool Exists(const Project& project, TreeGlob& head, const graph::RepoPath& path, Files& files) {
  if (path.IsRoot() || head.At(path.bytes()).Exists()) return true;
  if (!project.repository().facts().work_dir) return false;
  const std::string directory = project.root() + "/" + path.Parent().bytes();
  return std::ranges::binary_search(files.Names(directory), path.Name());
}

// What patterns match at or above paths that head lacks: they would be inputs, or services.
FurtherPaths MatchedByPatterns(const Project& project, const std::vector<graph::RepoPath>& paths) {
  std::set<graph::RepoPath> inputs;
  std::set<graph::RepoPath> services;
  for (const InputPattern& pattern : InputPatterns(project.config())) {
    const bool is_service = pattern.kind == InputPattern::Kind::kService;
    for (const graph::RepoPath& path : paths) {
      const auto part = MatchedPart(pattern.text, path.bytes());
      // A file beside the directories of services makes no service.
      if (!part || (is_service && *part == path.bytes())) continue;
      (is_service ? services : inputs).insert(graph::RepoPath::FromCanonical(std::string(*part)));
    }
  }
  return {.inputs = {inputs.begin(), inputs.end()}, .services = {services.begin(), services.end()}};
}

}  // namespace

Result<Answer> RunAffects(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened =
      Project::Open(WithGuess(ProjectRequestWithoutEnvironment(options), options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  TreeGlob head(project.readers().first(), project.head().tree);
  std::vector<graph::RepoPath> paths;
  std::vector<graph::RepoPath> missing;  // in head
  for (const std::string& text : options.paths) {
    std::vector<std::string> named{text};
    const bool is_list = text == "-";
    if (is_list) {
      Result<std::vector<std::string>> listed = PathsOfStandardInput(ports.files);
      if (!listed) return std::move(listed).error();
      named = *std::move(listed);
    }
    for (const std::string& each : named) {
      Result<graph::RepoPath> path = PathInRepository(project, each, ports.files);
      if (!path) return std::move(path).error();
      // A list of changed files holds deleted ones.
      if (!is_list && !Exists(project, head, *path, ports.files)) {
        return Error{.message = fmt::format("there is no '{}' in head or in the work tree",
                                            DisplayPath(path->bytes())),
                     .causes = {},
                     .remedy = NearestPathHint(head, path->bytes()) +
                               "Paths are meant from the current directory."};
      }
      if (!head.At(path->bytes()).Exists() && !path->IsRoot()) missing.push_back(*path);
      paths.push_back(*std::move(path));
    }
  }
  if (head.error()) return TreeReadError(*head.error(), project.repository().facts());
  const Result<PathFacts> facts = GatherPaths(project, MatchedByPatterns(project, missing));
  if (!facts) return facts.error();
  std::vector<AffectedBy> answers;
  for (const graph::RepoPath& path : paths) {
    answers.push_back(AffectedByChange(*facts, project.config_in_tree(), path));
  }
  Answer answer;
  answer.output = options.format == Format::kJson
                      ? AffectsJson(answers)
                      : TerminalText(AffectsText(answers), ports.terminal);
  if (const auto preview = NextPreview(project.repository(), options.head)) {
    answer.output += NextCommand(options, ports.terminal, preview->words, preview->what);
  }
  answer.messages = ConfigNotes(project, options, ports.terminal);
  return answer;
}

}  // namespace deltaplan::planner
