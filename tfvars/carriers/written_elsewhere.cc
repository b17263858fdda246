#include "tfvars/carriers/written_elsewhere.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/hcl/expression_walk.h"

namespace deltaplan::tfvars {
namespace {

// Locals that are made of one another: nobody means more.
constexpr int kMostLocals = 8;

// The name of the file that find_in_parent_folders("common.hcl"), or a path that ends in it, is.
// Source: Terragrunt's documentation, "Functions".
std::optional<std::string> FileNamed(const Expression& path) {
  if (const auto* call = path.As<Call>()) {
    if (call->name != "find_in_parent_folders") return std::nullopt;
    return call->arguments.empty() ? "terragrunt.hcl" : FileNamed(*call->arguments.front());
  }
  const std::string* text = LiteralText(path);
  if (const auto* parts = path.As<Template>(); text == nullptr && parts != nullptr) {
    const auto* last = parts->parts.back()->As<Literal>();
    text = last == nullptr ? nullptr : last->value.AsString();
  }
  return text == nullptr ? std::nullopt : std::optional(text->substr(text->rfind('/') + 1));
}

// What a value is made of, as the only one that it is: its root and the names behind that.
struct Origin {
  std::string_view root;
  std::vector<std::string> names;
};
std::optional<Origin> OriginOf(const Expression& value) {
  const WholeTraversal whole = WholeOf(value);
  const auto* root = whole.source->As<Variable>();
  if (root == nullptr || whole.steps.empty()) return std::nullopt;
  Origin origin{.root = root->name, .names = {}};
  for (const Step* step : whole.steps) {
    const auto* attribute = std::get_if<AttributeStep>(step);
    const auto* index = std::get_if<IndexStep>(step);
    const std::string* name = attribute != nullptr ? &attribute->name : LiteralText(*index->key);
    if (name == nullptr) return std::nullopt;
    origin.names.push_back(*name);
  }
  return origin;
}

std::string InFile(const std::optional<std::string>& file, const std::vector<std::string>& place) {
  if (!file || place.empty()) return {};
  return fmt::format(
      " It is read from {}, where it is {}: name that file and that place in \"image_tags\" of the "
      "configuration.",
      *file, fmt::join(place, "."));
}

std::string InThisFile(const std::vector<std::string>& place) {
  return fmt::format(
      " It is {} of this file: name that place in \"image_tags\" of the configuration.",
      fmt::join(place, "."));
}

// The only value at `steps`; null where there is none, or more than one.
const Expression* ValueAt(const TagFile& file, const std::vector<std::string>& steps) {
  const std::vector<TagEntry> found = file.Find(steps);
  return found.size() == 1 ? found.front().value : nullptr;
}

}  // namespace

std::string WrittenElsewhere(const TagFile& file, const Expression& value,
                             std::span<const std::string> steps) {
  const Expression* at = &value;
  std::vector<std::string> place;  // of `at`, in this file
  std::vector<std::string> inside(steps.begin(), steps.end());
  for (int i = 0; i < kMostLocals && at != nullptr; ++i) {
    const auto* call = at->As<Call>();
    if (call != nullptr && call->name == "read_terragrunt_config" && !call->arguments.empty()) {
      return InFile(FileNamed(*call->arguments.front()), inside);
    }
    std::optional<Origin> origin = OriginOf(*at);
    if (!origin) {
      place.insert(place.end(), inside.begin(), inside.end());
      return i == 0 || ValueAt(file, place) == nullptr ? "" : InThisFile(place);
    }
    const std::string first = origin->names.front();
    inside.insert(inside.begin(), origin->names.begin() + 1, origin->names.end());
    if (origin->root == "include") {
      const Expression* path = ValueAt(file, {"include", first, "path"});
      return InFile(path == nullptr ? std::nullopt : FileNamed(*path), inside);
    }
    if (origin->root != "local") return {};
    place = {"locals", first};
    at = ValueAt(file, place);
  }
  return {};
}

}  // namespace deltaplan::tfvars
