// What a root module's files say that there is: resources and calls of remote modules, with their
// instances, as far as that can be told without Terraform; and which of them an image tag reaches.
//
// The tree is walked from the root module down, each instance of a local module apart, because its
// inputs may decide which instances there are inside. `count` and `for_each` are evaluated with
// what the root module is given, defaults of variables, locals and inputs. What depends on anything
// else has a reason in the place of its instances, and so has what is not there only as long as
// nobody overrides a default.
#ifndef DELTAPLAN_TFVARS_MODULES_MODULE_TREE_H_
#define DELTAPLAN_TFVARS_MODULES_MODULE_TREE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/modules/module_source.h"
#include "tfvars/modules/root_inputs.h"

namespace deltaplan::tfvars {

/// What tells whose a resource is, besides its address.
struct Identity {
  std::vector<std::string> names;         ///< values of arguments such as `name` and `family`
  std::set<std::string> each_names = {};  ///< texts of its `each.value`
  std::set<std::string> tag_keys;         ///< with which its tag is looked up: image_tags["api"]
  bool holds_map = false;                 ///< it holds the tags of all services
  bool is_one_of = false;  ///< it holds one of the tags whose keys these are, or of all
  std::set<std::string> image_keys = {};   ///< with which its image is: data.x.tag["api"]
  std::set<std::string> image_names = {};  ///< of what its image is made of: repositories, sources
};

struct TreeInstance {
  Target address;  ///< an `AbsResourceInstance`, or an `AbsResource` for the only instance
  Identity identity;
};

/// A managed resource, or the call of a module whose files are elsewhere, in one module instance.
struct TreeNode {
  Target address;  ///< without a key at its end
  FileLine place;
  std::vector<std::string> files;         ///< that declare it
  std::string directory;                  ///< of its module
  std::vector<TreeInstance> instances;    ///< in the order of their addresses
  std::optional<std::string> unresolved;  ///< why not all instances are known
  /// Where they are not known, addresses that hold all that there may be and nothing else. None
  /// where that can't be said either.
  std::vector<TreeInstance> possible = {};
  std::optional<std::string> absent;    ///< why there is no instance: "count is 0"
  Identity identity;                    ///< as far as it does not depend on the instance
  std::set<std::string> tag_arguments;  ///< arguments and blocks that an image tag reaches
  /// That refer to a revision of what runs an image by its type, wherever the image comes from.
  std::set<std::string> revision_arguments = {};
  std::set<std::string> arguments;   ///< all that are there
  std::set<std::string> ignored;     ///< names of arguments in `ignore_changes`
  bool ignores_all = false;          ///< ignore_changes = all
  bool holds_outside_image = false;  ///< runs an image that only Terraform can tell
  bool holds_tag_beside =
      false;                    ///< of an image, beside those that are followed: image_tags.staging
  bool is_any_module = false;   ///< a call, and it is not known of which module
  std::string controller = {};  ///< type of `deployment_controller`; "" where it has none
};

/// A local module. Where its instances are not known, its address has no key.
struct TreeModule {
  ModuleInstance address;
  std::string directory;
};

/// A `moved` block with whole addresses.
struct TreeMove {
  std::string from;
  std::string to;
  FileLine place;
};

struct ModuleTree {
  std::vector<TreeNode> nodes;           ///< sorted by address
  std::vector<TreeModule> modules;       ///< without the root module, sorted by address
  std::vector<TreeMove> moves;           ///< in the order of the files
  std::set<std::string> variables;       ///< that the root module declares
  std::set<std::string> resource_files;  ///< that declare nothing but managed resources
  /// What Terraform would refuse, too: syntax errors, modules that are missing or call themselves.
  /// As text with the place.
  std::vector<std::string> errors;
  std::vector<std::string> missing_files;  ///< of the root's `var_files`
};

struct TreeOptions {
  std::string directory;                    ///< of the root module
  std::string tag_variable = "image_tags";  ///< of the root module
  /// Steps from that variable to where tags are: {"{service}", "image_tag"} in an object. A step
  /// with a brace is that of any service.
  std::vector<std::string> tag_path = {};
  /// It is known that this variable holds tags: where it is declared, no other name tells anything.
  bool is_named = false;
  /// Keys that the tag variable, a map, will have when Terraform runs, whatever its files say now.
  std::vector<std::string> tag_keys = {};
  /// What a deploy gives to services that have no tag yet: none, an empty one, or one of
  /// `placeholder_tags`. "" where that is not known.
  std::string new_tag = {};
  std::vector<std::string> placeholder_tags = {};
  /// Further variables of the root module that hold tags.
  std::set<std::string> further_tag_variables = {};
  /// Variables of the root module that hold the tag of one service, with its name.
  std::map<std::string, std::string> tag_owners = {};
  RootInputs inputs = {};
};

/// nullopt when there is no such directory.
std::optional<ModuleTree> ReadModuleTree(const TreeOptions& options, ModuleFiles& files);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_MODULE_TREE_H_
