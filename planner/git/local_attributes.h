// git's attributes of the files in a work tree. Why not libgit2's: it does not know quoted
// patterns. docs/decisions/git-settings.md has more.
#ifndef DELTAPLAN_PLANNER_GIT_LOCAL_ATTRIBUTES_H_
#define DELTAPLAN_PLANNER_GIT_LOCAL_ATTRIBUTES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/path_pattern.h"
#include "planner/git/rule_files.h"

namespace deltaplan::planner {

/// What an attribute of a file is: not given at all, set ("text"), unset ("-text"), or a word
/// ("eol=lf").
struct AttributeValue {
  enum class Kind { kUnspecified, kSet, kUnset, kWord };

  Kind kind = Kind::kUnspecified;
  std::string word;

  bool Is(std::string_view text) const { return kind == Kind::kWord && word == text; }
  friend bool operator==(const AttributeValue&, const AttributeValue&) = default;
};

/// The attributes of one file by name; what is not in it is unspecified.
using AttributeValues = std::map<std::string, AttributeValue, std::less<>>;

/// The attributes that git gives to files: built in, of the system, core.attributesFile, the
/// .gitattributes files, the innermost last, and info/attributes above all. Format:
/// gitattributes(5). Files are read when the first path below them is asked for.
class LocalAttributes {
 public:
  /// `weakest` apply to the whole work tree, the first is the weakest; then those that `local`
  /// finds; then `strongest`.
  LocalAttributes(const std::vector<std::string>& weakest, RuleFileReader local,
                  const std::string& strongest);

  /// Of the file at `path`, macros expanded.
  AttributeValues Of(std::string_view path);

 private:
  using States = std::vector<std::pair<std::string, AttributeValue>>;
  struct Line {
    graph::PathPattern pattern;
    States states;
  };
  struct File {
    std::string prefix;  // its directory and a slash; empty for those that count everywhere
    std::vector<Line> lines;
  };

  File Parse(std::string_view text, std::string prefix, bool may_define_macros);
  const File& In(const std::string& prefix);
  void Apply(const File& file, std::string_view path, AttributeValues& values) const;
  void Fill(const States& states, AttributeValues& values) const;

  RuleFileReader local_;
  std::map<std::string, States, std::less<>> macros_;
  std::vector<File> weakest_;  // the first is the weakest
  File strongest_;
  std::map<std::string, File> files_;  // by prefix
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_LOCAL_ATTRIBUTES_H_
