// A file in which tags stand, as a tree: what carriers find their values in.
#ifndef DELTAPLAN_TFVARS_CARRIERS_TAG_FILE_H_
#define DELTAPLAN_TFVARS_CARRIERS_TAG_FILE_H_

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tfvars/carriers/object_edit.h"
#include "tfvars/carriers/tag_place.h"
#include "tfvars/hcl/syntax.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// JSON where the name ends with ".json".
Syntax SyntaxOf(std::string_view name);

/// The object inside of jsonencode({...}), tomap({...}) and parentheses.
const Expression& Unwrapped(const Expression& expression);

/// A value that holds the tag of a service.
struct TagEntry {
  std::string service;
  const Expression* value = nullptr;
};

/// It refers to everything that it is made of.
class TagFile {
 public:
  /// nullopt, with diagnostics, when it can't be parsed.
  static std::optional<TagFile> Parse(const Source& source, const TagPlace& place,
                                      const std::vector<std::string>& services,
                                      Diagnostics& diagnostics);

  const Source& source() const { return *source_; }
  Syntax syntax() const { return syntax_; }
  const TagPlace& place() const { return *place_; }
  const std::vector<std::string>& services() const { return *services_; }
  /// The value that is the file, of JSON; null in native syntax, where it is a body.
  const Expression* root() const { return root_.get(); }

  /// Every value that `steps` lead to, with the service that their placeholder stands for; that is
  /// `service` where it is given.
  std::vector<TagEntry> Find(std::span<const std::string> steps,
                             const std::string& service = {}) const;
  /// The same with the steps of the place.
  std::vector<TagEntry> Find() const;
  /// The one value at the place; null, with a diagnostic, when there is none or more than one.
  const Expression* FindOnly();

  /// Whether nothing stands in it: it may have been no file so far.
  bool IsEmpty() const;
  /// False, with a diagnostic, for a file that no variable can be added to: JSON without an object.
  bool CheckHoldsVariables();

  /// The name of a service as the configuration has it. Terraform reads names in normal form C;
  /// directories, and services with them, may be named in another one.
  std::string AsConfigured(const std::string& name) const;

  void Report(Diagnostic diagnostic) { diagnostics_->push_back(std::move(diagnostic)); }
  void Report(Range range, std::string summary, std::string detail);

 private:
  // A block of whose labels some have been named already.
  struct LabeledBlock {
    const Block* block;
    std::size_t labels;
  };
  // What a name can lead to.
  using Node = std::variant<const Body*, LabeledBlock, const Expression*>;
  struct Child;
  struct Route;

  TagFile(const Source& source, const TagPlace& place, const std::vector<std::string>& services,
          Diagnostics& diagnostics);

  static const std::string* NameOf(const Expression& item);
  static std::vector<Child> Children(const Node& node);
  std::string WhereComputed() const;
  void Follow(const Node& node, const Route& route, std::size_t at, const std::string& service,
              std::vector<TagEntry>& found) const;

  const Source* source_;
  Syntax syntax_;
  const TagPlace* place_;
  const std::vector<std::string>* services_;
  Diagnostics* diagnostics_;
  std::map<std::string, std::string> configured_;  // by normal form C, where that is another name
  ExpressionPtr root_;                             // of JSON
  Body body_;                                      // of native syntax
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_TAG_FILE_H_
