#include "tfvars/modules/module_source.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/json_body.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

// A file of configuration: its name without the ending, and the ending.
struct FileName {
  std::string_view stem;
  std::string_view ending;

  bool IsOverride() const { return stem == "override" || stem.ends_with("_override"); }
};

std::optional<FileName> AsConfiguration(std::string_view name) {
  // What editors leave behind.
  if (name.starts_with('.') || name.ends_with('~') ||
      (name.starts_with('#') && name.ends_with('#'))) {
    return std::nullopt;
  }
  for (const std::string_view ending : {".tf.json", ".tofu.json", ".tf", ".tofu"}) {
    if (name.ends_with(ending))
      return FileName{name.substr(0, name.size() - ending.size()), ending};
  }
  return std::nullopt;
}

// The names that count, override files last, both in the order of their names.
std::vector<std::string> ConfigurationFiles(std::vector<std::string> names) {
  std::ranges::sort(names);
  const std::set<std::string> all(names.begin(), names.end());
  std::vector<std::string> ordinary;
  std::vector<std::string> overrides;
  for (std::string& name : names) {
    const std::optional<FileName> file = AsConfiguration(name);
    if (!file) continue;
    const std::string stem(file->stem);
    const bool is_replaced = (file->ending == ".tf" && all.contains(stem + ".tofu")) ||
                             (file->ending == ".tf.json" && all.contains(stem + ".tofu.json"));
    if (is_replaced) continue;
    (file->IsOverride() ? overrides : ordinary).push_back(std::move(name));
  }
  std::ranges::move(overrides, std::back_inserter(ordinary));
  return ordinary;
}

std::string Join(const std::string& directory, const std::string& name) {
  return directory.empty() ? name : directory + "/" + name;
}

using Parser = Body (*)(const Source&, Diagnostics&);

std::unique_ptr<SourceFile> ReadFile(const std::string& path, Parser parse, ModuleFiles& files,
                                     std::vector<std::string>& errors) {
  std::optional<std::string> text = files.Read(path);
  if (!text) return nullptr;
  auto file = std::make_unique<SourceFile>(SourceFile{{path, std::move(*text)}, {}});
  Diagnostics diagnostics;
  file->body = parse(file->source, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::kError) {
      errors.push_back(DiagnosticText(diagnostic, file->source));
    }
  }
  return file;
}

// An address written as a reference, or as a string in JSON syntax.
std::string AddressText(const SourceFile& file, const Body& body, std::string_view argument) {
  const Attribute* attribute = body.Find(argument);
  if (attribute == nullptr) return {};
  const std::optional<Value> value = EvaluateConstant(*attribute->expression);
  if (value && value->AsString() != nullptr) return *value->AsString();
  return std::string(file.source.Slice(attribute->expression->range));
}

// Puts the blocks of one file after the other into their place.
class DeclarationCollector {
 public:
  DeclarationCollector(ModuleSource& module, std::vector<std::string>& errors)
      : module_(module), errors_(errors) {}

  void Add(const SourceFile& file, bool is_override) {
    for (const Block& block : file.body.blocks) {
      const Declaration::Part part{&file, &block};
      const std::size_t labels = block.labels.size();
      if (IsInAddresses(block.type) && !CheckLabels(file, block)) continue;
      if (block.type == "variable" && labels == 1) {
        Declare(module_.variables, block.labels[0], part, is_override);
      } else if (block.type == "output" && labels == 1) {
        Declare(module_.outputs, block.labels[0], part, is_override);
      } else if (block.type == "module" && labels == 1) {
        Declare(module_.modules, block.labels[0], part, is_override);
      } else if ((block.type == "resource" || block.type == "data") && labels == 2) {
        const auto mode = block.type == "data" ? ResourceMode::kData : ResourceMode::kManaged;
        Declare(module_.resources, Resource{mode, block.labels[0], block.labels[1]}, part,
                is_override);
      } else if (block.type == "locals") {
        for (const Attribute& local : block.body.attributes) {
          module_.locals.insert_or_assign(local.name, local.expression.get());
        }
      } else if (block.type == "moved") {
        module_.moved.push_back({AddressText(file, block.body, "from"),
                                 AddressText(file, block.body, "to"), Declaration{{part}}.place()});
      }
    }
  }

 private:
  static bool IsInAddresses(std::string_view type) {
    return type == "resource" || type == "data" || type == "module";
  }

  // They are parts of addresses, so they have to be identifiers.
  bool CheckLabels(const SourceFile& file, const Block& block) {
    const auto is_name = [](const std::string& label) {
      return !label.empty() && IdentifierSize(label) == label.size();
    };
    if (!std::ranges::all_of(block.labels, is_name)) {
      errors_.push_back(
          ErrorAt(file.source, block.header, "Invalid name",
                  "A name begins with a letter or underscore and holds letters, digits, "
                  "underscores and dashes."));
      return false;
    }
    // Its address would be one of something else.
    constexpr std::array kKinds{"module", "data", "ephemeral"};
    if (block.type == "resource" && !block.labels.empty() &&
        std::ranges::find(kKinds, block.labels[0]) != kKinds.end()) {
      errors_.push_back(
          ErrorAt(file.source, block.header, "Invalid resource type",
                  "\"" + block.labels[0] + "\" is the type of no resource that a provider has."));
      return false;
    }
    return true;
  }

  template <typename Key>
  void Declare(std::map<Key, Declaration>& all, const Key& key, Declaration::Part part,
               bool is_override) {
    Declaration& declaration = all[key];
    if (is_override || declaration.parts.empty()) {
      declaration.parts.push_back(part);
      return;
    }
    const FileLine first = declaration.place();
    errors_.push_back(ErrorAt(part.file->source, part.block->header, "Declared twice",
                              "It is declared at " + first.file + " line " +
                                  std::to_string(first.line) + " already. Remove one of them."));
  }

  ModuleSource& module_;
  std::vector<std::string>& errors_;
};

}  // namespace

const Expression* Declaration::Find(std::string_view argument) const {
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const Attribute* attribute = part->block->body.Find(argument);
    if (attribute != nullptr) return attribute->expression.get();
  }
  return nullptr;
}

std::vector<const Block*> Declaration::Blocks(std::string_view type) const {
  std::vector<const Block*> blocks;
  for (auto part = parts.rbegin(); part != parts.rend() && blocks.empty(); ++part) {
    for (const Block& block : part->block->body.blocks) {
      if (block.type == type) blocks.push_back(&block);
    }
  }
  return blocks;
}

FileLine Declaration::place() const {
  const Source& source = parts.front().file->source;
  return {source.name, source.PositionAt(parts.front().block->header.begin).line};
}

std::optional<ModuleSource> ReadModule(const std::string& directory, ModuleFiles& files,
                                       std::vector<std::string>& errors) {
  std::optional<std::vector<std::string>> names = files.List(directory);
  if (!names) return std::nullopt;
  ModuleSource module;
  module.directory = directory;
  DeclarationCollector collector(module, errors);
  for (const std::string& name : ConfigurationFiles(std::move(*names))) {
    const Parser parse = name.ends_with(".json") ? ParseTerraformJson : ParseHcl;
    std::unique_ptr<SourceFile> file = ReadFile(Join(directory, name), parse, files, errors);
    if (file == nullptr) continue;
    collector.Add(*file, AsConfiguration(name)->IsOverride());
    module.files.push_back(std::move(file));
  }
  return module;
}

bool IsReadByItself(std::string_view name) {
  return name == "terraform.tfvars" || name == "terraform.tfvars.json" ||
         name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json");
}

std::optional<std::map<std::string, Value>> ReadVariablesFile(const std::string& path,
                                                              ModuleFiles& files,
                                                              std::vector<std::string>& errors) {
  const Parser parse = path.ends_with(".json") ? ParseTfvarsJson : ParseHcl;
  const std::unique_ptr<SourceFile> file = ReadFile(path, parse, files, errors);
  if (file == nullptr) return std::nullopt;
  std::map<std::string, Value> values;
  for (const Attribute& attribute : file->body.attributes) {
    values.insert_or_assign(attribute.name,
                            EvaluateConstant(*attribute.expression).value_or(Value(Unknown())));
  }
  return values;
}

std::vector<VariablesFile> ReadVariablesFiles(const std::string& directory, ModuleFiles& files,
                                              std::vector<std::string>& errors) {
  std::vector<std::string> names = files.List(directory).value_or(std::vector<std::string>());
  std::erase_if(names, [](const std::string& name) { return !IsReadByItself(name); });
  std::ranges::sort(names, {}, [](const std::string& name) {
    return std::pair(name != "terraform.tfvars" && name != "terraform.tfvars.json", name);
  });
  std::vector<VariablesFile> read;
  for (std::string& name : names) {
    auto values = ReadVariablesFile(Join(directory, name), files, errors);
    if (values) read.push_back({.name = std::move(name), .values = *std::move(values)});
  }
  return read;
}

std::map<std::string, Value> ReadVariableValues(const std::string& directory, ModuleFiles& files,
                                                std::vector<std::string>& errors) {
  std::map<std::string, Value> values;
  for (VariablesFile& file : ReadVariablesFiles(directory, files, errors)) {
    for (auto& [name, value] : file.values) values.insert_or_assign(name, std::move(value));
  }
  return values;
}

std::optional<std::string> PathFrom(const std::string& directory, std::string_view relative) {
  std::vector<std::string_view> parts;
  for (std::string_view rest : {std::string_view(directory), relative}) {
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find('/'));
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return std::nullopt;
      } else {
        parts.pop_back();
      }
    }
  }
  std::string path;
  for (const std::string_view part : parts) path += (path.empty() ? "" : "/") + std::string(part);
  return path;
}

std::string ErrorAt(const Source& source, Range range, std::string summary, std::string detail) {
  return DiagnosticText({Severity::kError, std::move(summary), std::move(detail), range}, source);
}

}  // namespace deltaplan::tfvars
