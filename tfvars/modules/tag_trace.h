// Where an image tag goes: from the variable that holds it, through locals, inputs and outputs of
// modules, to the arguments of resources, and from those to the resources that use them.
//
// A second thing is followed with it: the revision of what runs an image by its type, wherever the
// image comes from (a data source, a remote state). What refers to a revision has to be applied
// with it.
//
// The trace follows what a value is made of. What only decides whether something is there (`count`,
// conditions, comparisons) or only names it (the keys of the tag map) does not carry the tag. Of a
// resource that the tag reaches, only those attributes carry it on that change with every new
// version: the arguments themselves, the ARN of a task definition, the version of a function. So
// the service that runs a task definition is found, and the alarm that watches the service is not.
#ifndef DELTAPLAN_TFVARS_MODULES_TAG_TRACE_H_
#define DELTAPLAN_TFVARS_MODULES_TAG_TRACE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/modules/module_scope.h"
#include "tfvars/modules/module_source.h"
#include "tfvars/modules/trace.h"

namespace deltaplan::tfvars {

/// Follows the tag inside one module, whose names mean what `scope` says. Circles (resources that
/// refer to each other) end with what was found before.
class TagTracer {
 public:
  /// What the tag does to a variable, or to the outputs of a module call, of that name.
  using TraceName = std::function<Trace(const std::string& name)>;
  /// With `names_tell`, locals, and what is taken out of a value by its name, hold tags where
  /// `IsTagName` says so.
  TagTracer(const ModuleSource& module, const ModuleScope& scope, TraceName variables,
            TraceName modules, bool names_tell)
      : module_(module),
        scope_(scope),
        variables_(std::move(variables)),
        modules_(std::move(modules)),
        names_tell_(names_tell) {}

  /// What names mean where an expression stands.
  struct Context {
    const Scope& scope;
    Trace each_value = {};
  };
  Trace Of(const Expression& expression, const Context& context);

  /// What a resource or module call holds, `of` being what each of its instances does.
  Trace OfEach(const Declaration& declaration, const std::function<Trace(const Context&)>& of);

  /// The arguments (and nested blocks) of a resource or module call that the tag reaches.
  std::map<std::string, Trace> Arguments(const Declaration& declaration, const Context& context);
  /// What `for_each` holds.
  Trace ForEach(const Declaration& declaration, const Context& context);
  /// What `each.value` holds of it: that of one instance where `scope` knows its key.
  static Trace EachValue(const Trace& for_each, const Scope& scope);
  /// The same of an instance for itself: of the map of all tags it is one.
  static Trace OwnValue(const Trace& for_each, const Scope& scope);

 private:
  class Walk;
  Trace VariableNamed(const std::string& name);
  Trace ModuleNamed(const std::string& name);
  Trace Local(const std::string& name);
  /// What the name of a local, or of what is taken out of a value, says of it.
  void AddName(const std::string& name, Trace& trace) const;
  Trace ResourceNamed(const Resource& resource);
  Trace OfInstance(const Resource& resource, const Declaration& declaration,
                   const Context& context);
  /// Of a data source: what it refers to is of its own type, and new with every version.
  Trace Looked(const Resource& resource, const Declaration& declaration);
  template <typename Key, typename Find>
  Trace Memoize(std::map<Key, Trace>& known, const Key& key, Find find);

  const ModuleSource& module_;
  const ModuleScope& scope_;
  TraceName variables_;
  TraceName modules_;
  bool names_tell_;
  std::map<std::string, Trace> locals_;
  std::map<std::string, Trace> variable_traces_;
  std::map<std::string, Trace> module_traces_;
  std::map<Resource, Trace> resources_;
  std::size_t depth_ = 0;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_TAG_TRACE_H_
