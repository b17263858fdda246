// One module as its files declare it: which files of a directory count, what overrides what.
// Source: Terraform's documentation, "Files and directories", "Override files", "Input variables";
// OpenTofu's documentation, "Files and directories".
#ifndef DELTAPLAN_TFVARS_MODULES_MODULE_SOURCE_H_
#define DELTAPLAN_TFVARS_MODULES_MODULE_SOURCE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/hcl/syntax.h"
#include "tfvars/hcl/value.h"
#include "tfvars/text/file_line.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// Where the files of modules come from. Paths are canonical ("infra/modules/app"), "" is the root.
class ModuleFiles {
 public:
  virtual ~ModuleFiles() = default;
  /// The names of the files in `directory`; nullopt when there is no such directory.
  virtual std::optional<std::vector<std::string>> List(const std::string& directory) = 0;
  /// The names of the directories in `directory`, none where there is no such directory; nullopt
  /// where that can't be told: among its entries is a link, which may lead to one.
  virtual std::optional<std::vector<std::string>> Directories(const std::string& directory) = 0;
  /// The text of a file; nullopt when there is none, or when it can't be read.
  virtual std::optional<std::string> Read(const std::string& path) = 0;
};

struct SourceFile {
  Source source;
  Body body;
};

/// A block, and the blocks of override files that replace its arguments.
struct Declaration {
  struct Part {
    const SourceFile* file = nullptr;
    const Block* block = nullptr;
  };
  std::vector<Part> parts;  ///< the overridden block first, never empty

  /// The argument that counts; null when there is none.
  const Expression* Find(std::string_view argument) const;
  /// The nested blocks of that type which count: those of the last part that has any.
  std::vector<const Block*> Blocks(std::string_view type) const;
  FileLine place() const;
};

/// moved { from, to }, as texts of addresses inside the module.
struct MovedBlock {
  std::string from;
  std::string to;
  FileLine place;
};

/// - `files` own all that the other members point into.
/// - Where the files declare something twice the first one counts, and there is an error.
struct ModuleSource {
  std::string directory;
  std::vector<std::unique_ptr<SourceFile>> files;
  std::map<std::string, Declaration> variables;
  std::map<std::string, Declaration> outputs;
  std::map<std::string, Declaration> modules;
  std::map<Resource, Declaration> resources;
  std::map<std::string, const Expression*> locals;
  std::vector<MovedBlock> moved;
};

/// Reads *.tf, *.tf.json, *.tofu and *.tofu.json; a .tofu file stands for the .tf file of the same
/// name. nullopt when there is no such directory. What is wrong is added to `errors`, as text with
/// the place.
std::optional<ModuleSource> ReadModule(const std::string& directory, ModuleFiles& files,
                                       std::vector<std::string>& errors);

/// Whether Terraform reads a file of variables without being told: terraform.tfvars and
/// *.auto.tfvars, with their JSON forms.
bool IsReadByItself(std::string_view name);

/// A file of variables, and what it gives.
struct VariablesFile {
  std::string name;
  std::map<std::string, Value> values = {};
};
/// Those of a root module that are read by themselves, in the order in which Terraform reads them.
std::vector<VariablesFile> ReadVariablesFiles(const std::string& directory, ModuleFiles& files,
                                              std::vector<std::string>& errors);
/// What all of them give together; a later file decides.
std::map<std::string, Value> ReadVariableValues(const std::string& directory, ModuleFiles& files,
                                                std::vector<std::string>& errors);

/// What the file of variables at `path` gives; nullopt when it can't be read.
std::optional<std::map<std::string, Value>> ReadVariablesFile(const std::string& path,
                                                              ModuleFiles& files,
                                                              std::vector<std::string>& errors);

/// The canonical path of `relative` ("../modules/app") seen from `directory`; nullopt when it lies
/// outside of the root.
std::optional<std::string> PathFrom(const std::string& directory, std::string_view relative);

/// An error about `range`, as text.
std::string ErrorAt(const Source& source, Range range, std::string summary, std::string detail);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_MODULE_SOURCE_H_
