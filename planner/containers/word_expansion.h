// Words of Dockerfiles: variables, quotes and escapes, as BuildKit's own lexer takes them. Source:
// Dockerfile reference, "Environment replacement"; moby/buildkit, frontend/dockerfile/shell.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_WORD_EXPANSION_H_
#define DELTAPLAN_PLANNER_CONTAINERS_WORD_EXPANSION_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// What a variable is worth while an image is built.
struct BuildVariable {
  enum class Kind {
    kUnset,
    kSet,
    kUnknown,  ///< it comes from outside: a build argument, the environment of a base image
  };
  Kind kind = Kind::kUnset;
  std::string text = {};
};

using BuildVariableLookup = std::function<BuildVariable(std::string_view name)>;

struct WordOptions {
  char escape = '\\';        ///< what the directive `escape` says
  bool keep_quotes = false;  ///< quotes stay in the result
  bool keep_escapes = false;
  bool keep_unset = false;  ///< `$x` stays as it is where x has no value
};

struct ExpandedWord {
  std::string text;
  std::vector<std::string> words;  ///< the same, taken apart at blanks outside of quotes
  std::set<std::string> unknown;   ///< variables that nobody knows: `text` is not to be believed
  std::optional<std::string> error;
  bool IsKnown() const { return unknown.empty() && !error; }
};

/// Never fails: what is no word has an `error`, with which BuildKit refuses the file.
ExpandedWord ExpandWord(std::string_view text, const BuildVariableLookup& lookup,
                        const WordOptions& options = {});

/// The same where no variable has a value.
ExpandedWord ExpandWithoutVariables(std::string_view text, const WordOptions& options);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_WORD_EXPANSION_H_
