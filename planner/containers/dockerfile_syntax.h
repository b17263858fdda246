// A Dockerfile as a list of instructions. Source: Dockerfile reference; moby/buildkit,
// frontend/dockerfile/parser. What BuildKit refuses is refused here; what only its evaluation
// refuses is not. Why not its parser: docs/decisions/container-readers.md.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_DOCKERFILE_SYNTAX_H_
#define DELTAPLAN_PLANNER_CONTAINERS_DOCKERFILE_SYNTAX_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace deltaplan::planner {

/// A text that stands in the Dockerfile itself, behind "<<NAME".
struct Heredoc {
  std::string name;
  std::string content = {};
  bool without_tabs = false;  ///< "<<-NAME"
};

/// One instruction, with its continued lines joined.
struct Instruction {
  std::size_t line = 0;   ///< where it begins, from 1
  std::string keyword;    ///< in small letters: "copy"
  std::string text;       ///< the whole joined line
  std::string arguments;  ///< what follows the keyword and its flags, without blanks at its ends
  std::vector<std::string> flags;  ///< "--from=build", without quotes
  /// For FROM, COPY and ADD: the words of `arguments`, from JSON or split at blanks; quotes don't
  /// group. For ARG: each name or name=value, quotes kept.
  std::vector<std::string> words;
  /// For ENV: names and values, quotes kept.
  std::vector<std::pair<std::string, std::string>> settings;
  bool is_json = false;
  std::vector<Heredoc> heredocs;
};

/// Why a text is no Dockerfile.
struct DockerfileError {
  std::size_t line = 0;  ///< 0: the whole
  std::string message;
};

struct Dockerfile {
  char escape = '\\';
  std::optional<std::string> syntax = {};  ///< the image of the directive `syntax`
  std::vector<Instruction> instructions;
};

std::variant<Dockerfile, DockerfileError> ParseDockerfile(std::string_view text);

/// The instruction that an ONBUILD instruction keeps for later, read as BuildKit reads it when it
/// fires.
std::variant<Instruction, DockerfileError> OnBuildInstruction(const Instruction& onbuild);

/// The heredoc that a word announces ("<<EOF", "3<<-'END'"); its content is empty.
std::optional<Heredoc> HeredocOfWord(std::string_view word);

/// Whether the image is one of those with which docker build reads Dockerfiles: "docker/dockerfile"
/// of major version 1, "docker/dockerfile-upstream" likewise.
bool IsDockersSyntax(std::string_view image);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_DOCKERFILE_SYNTAX_H_
