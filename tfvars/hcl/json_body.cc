#include "tfvars/hcl/json_body.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "tfvars/hcl/json_syntax.h"
#include "tfvars/hcl/parser.h"

namespace deltaplan::tfvars {
namespace {

std::string KeyText(const Object::Item& item) {
  const std::string* text = LiteralText(*item.key);
  return text == nullptr ? std::string() : *text;
}

// The objects that stand for one body: an object, or a list of them. False, with a diagnostic, when
// it is something else.
bool CollectObjects(ExpressionPtr value, const char* what, std::vector<ExpressionPtr>& objects,
                    Diagnostics& diagnostics) {
  if (auto* list = std::get_if<Tuple>(&value->node)) {
    return std::ranges::all_of(list->items, [&](ExpressionPtr& item) {
      return CollectObjects(std::move(item), what, objects, diagnostics);
    });
  }
  if (value->As<Object>() == nullptr) {
    diagnostics.push_back({.summary = "Incorrect JSON value type",
                           .detail = fmt::format("{} has to be an object.", what),
                           .subject = value->range});
    return false;
  }
  objects.push_back(std::move(value));
  return true;
}

std::vector<ExpressionPtr> ReadTop(const Source& source, Diagnostics& diagnostics) {
  std::vector<ExpressionPtr> objects;
  ExpressionPtr root = ParseJsonSyntax(source, diagnostics);
  if (root) CollectObjects(std::move(root), "The file", objects, diagnostics);
  return objects;
}

Attribute MakeAttribute(Object::Item item) {
  const Range key = item.key->range;
  const Range range = Cover(key, item.value->range);
  return {.name = KeyText(item),
          .name_range = key,
          .range = range,
          .expression = std::move(item.value)};
}

// What Terraform knows about a block: how many labels it has, and which of its members are blocks
// again.
struct BlockType {
  std::string_view name;
  std::size_t labels;
};
constexpr BlockType kTopBlocks[] = {
    {"check", 1},    {"data", 2},      {"ephemeral", 2}, {"import", 0},   {"locals", 0},
    {"module", 1},   {"moved", 0},     {"output", 1},    {"provider", 1}, {"removed", 0},
    {"resource", 2}, {"terraform", 0}, {"variable", 1},
};
constexpr BlockType kInnerBlocks[] = {{"lifecycle", 0}};

class BodyBuilder {
 public:
  explicit BodyBuilder(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void AddTop(Expression object, Body& body) { Add(std::move(object), kTopBlocks, body); }

 private:
  void Add(Expression object, std::span<const BlockType> types, Body& body) {
    for (Object::Item& item : std::get<Object>(object.node).items) {
      const std::string name = KeyText(item);
      const auto type = std::ranges::find(types, std::string_view(name), &BlockType::name);
      if (name == "//" && types.data() == kTopBlocks) continue;  // a comment
      if (type == types.end()) {
        TemplatesIn(*item.value);
        body.attributes.push_back(MakeAttribute(std::move(item)));
        continue;
      }
      Block block{.type = std::string(type->name), .labels = {}, .header = item.key->range};
      AddBlocks(std::move(block), type->labels, std::move(item.value), body);
    }
  }

  // One level of an object for each label that is missing, then the bodies.
  void AddBlocks(Block block, std::size_t missing, ExpressionPtr value, Body& body) {
    std::vector<ExpressionPtr> objects;
    if (!CollectObjects(std::move(value), HeaderText(block).c_str(), objects, diagnostics_)) return;
    for (ExpressionPtr& object : objects) {
      if (missing > 0) {
        for (Object::Item& item : std::get<Object>(object->node).items) {
          Block labelled{.type = block.type, .labels = block.labels, .header = block.header};
          labelled.labels.push_back(KeyText(item));
          labelled.header = item.key->range;
          AddBlocks(std::move(labelled), missing - 1, std::move(item.value), body);
        }
        continue;
      }
      Block whole{.type = block.type, .labels = block.labels, .header = block.header};
      whole.range = Cover(block.header, object->range);
      whole.body.range = object->range;
      const bool has_lifecycle = block.type == "resource" || block.type == "data";
      Add(std::move(*object),
          has_lifecycle ? std::span<const BlockType>(kInnerBlocks) : std::span<const BlockType>(),
          whole.body);
      body.blocks.push_back(std::move(whole));
    }
  }

  // Strings in a configuration are templates.
  void TemplatesIn(Expression& expression) {
    if (auto* tuple = std::get_if<Tuple>(&expression.node)) {
      for (ExpressionPtr& item : tuple->items) TemplatesIn(*item);
    } else if (auto* object = std::get_if<Object>(&expression.node)) {
      for (Object::Item& item : object->items) {
        TemplatesIn(*item.key);
        TemplatesIn(*item.value);
      }
    } else {
      const std::string* text = std::get<Literal>(expression.node).value.AsString();
      if (text == nullptr || text->find('{') == std::string::npos) return;
      Diagnostics inner;
      ExpressionPtr parsed = ParseHclTemplate({.name = {}, .text = *text}, inner);
      for (Diagnostic& diagnostic : inner) {
        diagnostic.subject = expression.range;
        diagnostics_.push_back(std::move(diagnostic));
      }
      if (parsed) expression.node = std::move(parsed->node);
    }
  }

  Diagnostics& diagnostics_;
};

}  // namespace

Body ParseTfvarsJson(const Source& source, Diagnostics& diagnostics) {
  Body body;
  body.range = {0, static_cast<std::uint32_t>(source.text.size())};
  for (ExpressionPtr& object : ReadTop(source, diagnostics)) {
    for (Object::Item& item : std::get<Object>(object->node).items) {
      body.attributes.push_back(MakeAttribute(std::move(item)));
    }
  }
  // Of several with one name the last stays.
  std::unordered_set<std::string_view> later;
  std::vector<Attribute> kept;
  for (auto attribute = body.attributes.rbegin(); attribute != body.attributes.rend();
       ++attribute) {
    if (later.insert(source.Slice(attribute->name_range)).second) {
      kept.push_back(std::move(*attribute));
    }
  }
  std::ranges::reverse(kept);
  body.attributes = std::move(kept);
  return body;
}

Body ParseTerraformJson(const Source& source, Diagnostics& diagnostics) {
  Body body;
  body.range = {0, static_cast<std::uint32_t>(source.text.size())};
  BodyBuilder builder(diagnostics);
  for (ExpressionPtr& object : ReadTop(source, diagnostics)) {
    builder.AddTop(std::move(*object), body);
  }
  return body;
}

}  // namespace deltaplan::tfvars
