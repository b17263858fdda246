#include "planner/containers/bake_file.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::Value;

// What stands at a name, unevaluated, in the order of the files.
using Fields = std::vector<std::pair<std::string, const tfvars::Expression*>>;

struct TargetBlock {
  std::string label;
  std::string file;
  Fields fields = {};
  std::set<std::string> unknown = {};  // parts that no target has
};

// All files, taken apart.
struct BakeBlocks {
  std::vector<TargetBlock> targets;
  Fields variables;             // with their defaults
  std::set<std::string> empty;  // variables that have none, and no type: ""
  Fields attributes;
};

// Fields of a target. All but the first few say nothing of what a build reads.
constexpr std::array kFields{"context",     "contexts",     "dockerfile",  "dockerfile-inline",
                             "args",        "target",       "inherits",    "tags",
                             "name",        "matrix",       "labels",      "platforms",
                             "description", "attest",       "annotations", "cache-from",
                             "cache-to",    "secret",       "ssh",         "output",
                             "pull",        "no-cache",     "network",     "no-cache-filter",
                             "shm-size",    "ulimits",      "resources",   "call",
                             "policy",      "entitlements", "extra-hosts"};
constexpr std::size_t kFieldsThatCount = 7;

// Variables of bake files; tells which of them the environment may set.
class BakeScope : public tfvars::Scope {
 public:
  explicit BakeScope(const BakeBlocks& blocks) {
    for (const std::string& name : blocks.empty) variables_[name] = Value(std::string());
    for (const auto& [name, expression] : blocks.variables) {
      variables_[name] = Value(tfvars::Unknown());
    }
    // Where bake is run; no file and no environment says otherwise.
    attributes_["BAKE_CMD_CONTEXT"] = Value(std::string("cwd://"));
    Settle(blocks.variables, variables_);
    Settle(blocks.attributes, attributes_);
  }

  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override {
    const std::string name(root);
    const Value* value = Find(name);
    if (value == nullptr) return Value(tfvars::Unknown());
    if (attribute.empty()) return *value;
    const Value* member = value->Find(attribute);
    return member != nullptr ? std::optional(*member) : std::optional(Value(tfvars::Unknown()));
  }

  // With the variables that it hangs on.
  Value ValueOf(const tfvars::Expression& expression, std::set<std::string>& used) const {
    used_.clear();
    Value value = tfvars::Evaluate(expression, *this).value_or(Value(tfvars::Unknown()));
    used.insert(used_.begin(), used_.end());
    return value;
  }

  std::map<std::string, Value> place;  // in a matrix

 private:
  const Value* Find(const std::string& name) const {
    for (const auto* values : {&place, &attributes_, &variables_}) {
      const auto found = values->find(name);
      if (found == values->end()) continue;
      if (values == &variables_) used_.insert(name);
      const auto through = used_by_.find(name);
      if (values != &place && through != used_by_.end()) {
        used_.insert(through->second.begin(), through->second.end());
      }
      return &found->second;
    }
    return nullptr;
  }

  // They may be made of each other: they are evaluated until nothing new comes.
  void Settle(const Fields& fields, std::map<std::string, Value>& into) {
    constexpr std::size_t kMostRounds = 100;
    for (std::size_t round = 0; round < kMostRounds; ++round) {
      bool changed = false;
      for (const auto& [name, expression] : fields) {
        std::set<std::string> used;
        Value value = ValueOf(*expression, used);
        std::set<std::string>& before = used_by_[name];
        if (value == into[name] && value.IsUnknown() == into[name].IsUnknown() && used == before) {
          continue;
        }
        into[name] = std::move(value);
        before = std::move(used);
        changed = true;
      }
      if (!changed) return;
    }
  }

  std::map<std::string, Value> variables_;
  std::map<std::string, Value> attributes_;
  std::map<std::string, std::set<std::string>> used_by_;
  mutable std::set<std::string> used_;
};

KnownText TextOf(const Value& value) {
  return value.HasUnknown() ? std::nullopt : value.ToString();
}

// False when one of them can't be told.
bool TakeTexts(const Value& value, std::vector<std::string>& texts) {
  texts.clear();
  const auto* items = value.AsSequence();
  if (items == nullptr) return false;
  bool all_known = true;
  for (const Value& item : *items) {
    if (auto text = TextOf(item)) {
      texts.push_back(*std::move(text));
    } else {
      all_known = false;
    }
  }
  return all_known;
}

// One field of a target that counts.
void TakeField(const std::string& name, const Value& value, RawTarget& target) {
  if (value.IsNull()) return;
  if (name == "context") target.context = TextOf(value);
  if (name == "dockerfile") target.dockerfile = TextOf(value);
  if (name == "dockerfile-inline") target.dockerfile_text = TextOf(value);
  if (name == "target") target.target = TextOf(value);
  if (name == "inherits" && !TakeTexts(value, target.inherits)) target.undecided.insert(name);
  if (name != "args" && name != "contexts") return;
  const auto* members = value.AsObject();
  if (members == nullptr) {
    target.undecided.insert(name);
    return;
  }
  auto& into = name == "args" ? target.args : target.contexts;
  for (const auto& [key, text] : *members) {
    if (!text.IsNull()) into[key] = TextOf(text);
  }
}

class TargetMaker {
 public:
  TargetMaker(const BakeBlocks& blocks, RawTargets& targets) : scope_(blocks), targets_(targets) {}

  void Add(const TargetBlock& block) {
    const auto matrix = std::ranges::find(block.fields, "matrix", &Fields::value_type::first);
    if (matrix == block.fields.end()) return AddTarget(block.label, block);
    if (!AddMatrix(block, *matrix->second)) {
      unread_.push_back(
          {block.file, fmt::format("the matrix of the target {} can't be told", block.label)});
    }
  }

  std::vector<UnreadListing> unread() && { return std::move(unread_); }

 private:
  void AddTarget(const std::string& name, const TargetBlock& block) {
    RawTarget target{.name = name, .file = block.file};
    target.undecided = block.unknown;
    for (const auto& [field, expression] : block.fields) {
      const auto known = std::ranges::find(kFields, field);
      if (known == kFields.end()) {
        target.undecided.insert(field);
      } else if (field == "tags") {
        std::set<std::string> of_tags;
        TakeTexts(scope_.ValueOf(*expression, of_tags), target.tags);
      } else if (known < kFields.begin() + kFieldsThatCount) {
        TakeField(field, scope_.ValueOf(*expression, target.from_environment), target);
      }
    }
    const auto [found, is_new] = targets_.try_emplace(name, target);
    if (!is_new) MergeTarget(target, found->second);
  }

  // A target with a matrix is one for each combination; `name` says what each is called. False when
  // not all of them can be told.
  bool AddMatrix(const TargetBlock& block, const tfvars::Expression& matrix) {
    std::set<std::string> used;
    const Value value = scope_.ValueOf(matrix, used);
    const auto* axes = value.AsObject();
    const auto name = std::ranges::find(block.fields, "name", &Fields::value_type::first);
    if (axes == nullptr || value.HasUnknown() || name == block.fields.end()) return false;
    std::vector<std::map<std::string, Value>> places{{}};
    constexpr std::size_t kMostPlaces = 10'000;
    for (const auto& [axis, values] : *axes) {
      const auto* items = values.AsSequence();
      if (items == nullptr || places.size() * items->size() > kMostPlaces) return false;
      std::vector<std::map<std::string, Value>> next;
      for (const auto& place : places) {
        for (const Value& item : *items) {
          next.push_back(place);
          next.back()[axis] = item;
        }
      }
      places = std::move(next);
    }
    bool all_told = true;
    for (auto& place : places) {
      scope_.place = std::move(place);
      if (const KnownText called = TextOf(scope_.ValueOf(*name->second, used))) {
        AddTarget(*called, block);
      } else {
        all_told = false;
      }
    }
    scope_.place.clear();
    return all_told;
  }

  BakeScope scope_;
  RawTargets& targets_;
  std::vector<UnreadListing> unread_;
};

// JSON's strings are templates, and what is no string is a constant.
class JsonExpressions {
 public:
  const tfvars::Expression* Add(const tfvars::JsonValue& value) {
    tfvars::ExpressionPtr made = Make(value);
    const tfvars::Expression* address = made.get();
    kept_.push_back(std::move(made));
    return address;
  }

 private:
  using Kind = tfvars::JsonValue::Kind;

  tfvars::ExpressionPtr Make(const tfvars::JsonValue& value) {
    const tfvars::Range nowhere{};
    switch (value.kind) {
      case Kind::kString: {
        sources_.push_back(std::make_unique<tfvars::Source>(tfvars::Source{"", value.string}));
        tfvars::Diagnostics diagnostics;
        auto made = tfvars::ParseHclTemplate(*sources_.back(), diagnostics);
        if (made) return made;
        return tfvars::MakeExpression(nowhere, tfvars::Literal{Value(tfvars::Unknown())});
      }
      case Kind::kBool:
        return tfvars::MakeExpression(nowhere, tfvars::Literal{Value(value.boolean)});
      case Kind::kNumber:
        return tfvars::MakeExpression(nowhere, tfvars::Literal{Value(value.string)});
      case Kind::kNull:
        return tfvars::MakeExpression(nowhere, tfvars::Literal{Value()});
      case Kind::kArray: {
        tfvars::Tuple tuple;
        for (const auto& item : value.items) tuple.items.push_back(Make(item));
        return tfvars::MakeExpression(nowhere, std::move(tuple));
      }
      case Kind::kObject:
        break;
    }
    tfvars::Object object;
    for (const auto& [name, member] : value.members) {
      object.items.push_back(
          {tfvars::MakeExpression(nowhere, tfvars::Literal{Value(name)}), Make(member)});
    }
    return tfvars::MakeExpression(nowhere, std::move(object));
  }

  std::vector<std::unique_ptr<tfvars::Source>> sources_;
  std::vector<tfvars::ExpressionPtr> kept_;
};

// Files, each read as its name says.
class BakeParser {
 public:
  void Add(const BakeText& file) {
    if (file.name.ends_with(".json")) {
      AddJson(file);
    } else {
      AddHcl(file);
    }
  }

  const BakeBlocks& blocks() const { return blocks_; }
  std::vector<UnreadListing> unread() && { return std::move(unread_); }

 private:
  void AddHcl(const BakeText& file) {
    sources_.push_back(std::make_unique<tfvars::Source>(tfvars::Source{file.name, file.text}));
    tfvars::Diagnostics diagnostics;
    bodies_.push_back(
        std::make_unique<tfvars::Body>(tfvars::ParseHcl(*sources_.back(), diagnostics)));
    const tfvars::Body& body = *bodies_.back();
    if (!diagnostics.empty()) {
      unread_.push_back({file.name, diagnostics.front().summary});
      return;
    }
    for (const tfvars::Attribute& attribute : body.attributes) {
      blocks_.attributes.emplace_back(attribute.name, attribute.expression.get());
    }
    for (const tfvars::Block& block : body.blocks) {
      if (block.type != "variable" && block.type != "target") continue;
      if (block.labels.size() != 1) {
        unread_.push_back({file.name, fmt::format("a {} needs one name", block.type)});
      } else if (block.type == "variable") {
        const tfvars::Attribute* value = block.body.Find("default");
        AddVariable(block.labels.front(), value == nullptr ? nullptr : value->expression.get(),
                    block.body.Find("type") != nullptr);
      } else {
        TargetBlock target{.label = block.labels.front(), .file = file.name};
        for (const tfvars::Attribute& attribute : block.body.attributes) {
          target.fields.emplace_back(attribute.name, attribute.expression.get());
        }
        for (const tfvars::Block& part : block.body.blocks) target.unknown.insert(part.type);
        blocks_.targets.push_back(std::move(target));
      }
    }
  }

  void AddJson(const BakeText& file) {
    const auto parsed = tfvars::ParseJson(file.text, tfvars::JsonComments::kRefused);
    const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
    if (document == nullptr) {
      unread_.push_back({file.name, std::get<tfvars::JsonSyntaxError>(parsed).message});
      return;
    }
    EachMember(file, document->root, "variable",
               [&](const std::string& label, const tfvars::JsonValue& variable) {
                 const auto* value = variable.Find("default");
                 AddVariable(label, value == nullptr ? nullptr : expressions_.Add(*value),
                             variable.Find("type") != nullptr);
               });
    EachMember(file, document->root, "target",
               [&](const std::string& label, const tfvars::JsonValue& target) {
                 TargetBlock block{.label = label, .file = file.name};
                 for (const auto& [field, value] : target.members) {
                   if (field != "//") block.fields.emplace_back(field, expressions_.Add(value));
                 }
                 blocks_.targets.push_back(std::move(block));
               });
  }

  template <typename Use>
  void EachMember(const BakeText& file, const tfvars::JsonValue& root, const char* kind, Use use) {
    const tfvars::JsonValue* all = root.Find(kind);
    if (all == nullptr) return;
    const auto is_object = [](const tfvars::JsonValue& value) {
      return value.kind == tfvars::JsonValue::Kind::kObject;
    };
    if (!is_object(*all)) {
      unread_.push_back({file.name, fmt::format("\"{}\" is no object", kind)});
      return;
    }
    for (const auto& [label, member] : all->members) {
      if (label == "//") continue;
      if (is_object(member)) {
        use(label, member);
      } else {
        unread_.push_back({file.name, fmt::format("the {} {} is no object", kind, label)});
      }
    }
  }

  // The last one of a name counts.
  void AddVariable(const std::string& name, const tfvars::Expression* value, bool has_type) {
    std::erase_if(blocks_.variables, [&](const auto& each) { return each.first == name; });
    blocks_.empty.erase(name);
    if (value != nullptr) {
      blocks_.variables.emplace_back(name, value);
    } else if (!has_type) {
      blocks_.empty.insert(name);
    }
  }

  BakeBlocks blocks_;
  std::vector<UnreadListing> unread_;
  std::vector<std::unique_ptr<tfvars::Source>> sources_;
  std::vector<std::unique_ptr<tfvars::Body>> bodies_;
  JsonExpressions expressions_;
};

}  // namespace

std::vector<UnreadListing> ReadBakeFiles(const std::vector<BakeText>& files, RawTargets& targets) {
  BakeParser parser;
  for (const BakeText& file : files) parser.Add(file);
  TargetMaker maker(parser.blocks(), targets);
  for (const TargetBlock& block : parser.blocks().targets) maker.Add(block);
  std::vector<UnreadListing> unread = std::move(parser).unread();
  for (UnreadListing& each : std::move(maker).unread()) unread.push_back(std::move(each));
  return unread;
}

}  // namespace deltaplan::planner
