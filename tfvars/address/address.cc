// An address is read from left to right into steps: names between dots, each with the key in
// brackets behind it. What the steps mean (modules, then a resource) is decided after that.
#include "tfvars/address/address.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tfvars/text/ascii.h"
#include "tfvars/text/number.h"
#include "tfvars/text/quoted_string.h"
#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"
#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {
namespace {

constexpr const char* kResourceForm =
    "a resource is written <type>.<name>, or <type>.<name>[<key>]";
constexpr const char* kEphemeral =
    "an ephemeral resource is in no state and rolls nothing, so it is nothing to target";
constexpr const char* kInstanceForm = "an instance key is a number or a string in double quotes";

struct Step {
  std::string_view name;
  InstanceKey key;
  std::size_t begin = 0;  // byte offsets of the name and of the key's bracket
  std::size_t bracket = 0;

  bool HasKey() const { return !std::holds_alternative<NoKey>(key); }
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<Target, AddressError> Parse() && {
    if (const auto bad = FirstBadUtf8(text_)) {
      Fail(*bad, "these bytes are not UTF-8");
    } else if (ReadSteps()) {
      if (std::optional<Target> target = Meaning()) return std::move(*target);
    }
    const std::string_view before = text_.substr(0, error_offset_);
    // Bytes that continue a character of UTF-8 are no column of their own.
    const auto characters = std::ranges::count_if(
        before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return AddressError{.message = std::move(error_),
                        .column = static_cast<std::size_t>(characters) + 1};
  }

 private:
  bool Fail(std::size_t offset, std::string message) {
    error_offset_ = offset;
    error_ = std::move(message);
    return false;
  }

  bool AtEnd() const { return at_ == text_.size(); }
  char Next() const { return AtEnd() ? '\0' : text_[at_]; }
  std::string_view Rest() const { return text_.substr(at_); }
  std::string NextCharacter() const {
    return Quoted(Rest().substr(0, FirstCharacter(Rest()).size));
  }

  // Blanks, line ends and comments.
  void SkipSpace() {
    while (!AtEnd()) {
      if (Next() == ' ' || Next() == '\t' || Next() == '\n' || Rest().starts_with("\r\n")) {
        ++at_;
      } else if (Next() == '#' || Rest().starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (const std::size_t end = text_.find("*/", at_ + 2);
                 Rest().starts_with("/*") && end != std::string_view::npos) {
        at_ = end + 2;
      } else {
        return;
      }
    }
  }

  bool ReadSteps() {
    while (true) {
      SkipSpace();
      if (!ReadStep()) return false;
      SkipSpace();
      if (AtEnd()) return true;
      if (Next() != '.') {
        return Fail(at_, "unexpected " + NextCharacter() + ": steps are separated by dots");
      }
      ++at_;
    }
  }

  // A name, and the key behind it if there is one.
  bool ReadStep() {
    if (AtEnd() || Next() == '.' || Next() == '[') {
      return Fail(at_, "an address can't have an empty step");
    }
    const std::size_t size = IdentifierSize(Rest());
    if (size == 0) {
      // Show the whole of what was meant as a name.
      const std::size_t end = text_.find_first_of(".[\" \t\r\n", at_);
      const std::string_view name = text_.substr(at_, std::max<std::size_t>(end, at_ + 1) - at_);
      return Fail(at_, Quoted(name) + " is no name: a step begins with a letter or \"_\"");
    }
    Step step{.name = Rest().substr(0, size), .key = {}, .begin = at_};
    at_ += size;
    SkipSpace();
    if (Next() == '[') {
      step.bracket = at_;
      ++at_;
      SkipSpace();
      if (!(Next() == '"' ? ReadStringKey(step.key) : ReadNumberKey(step.key))) return false;
      SkipSpace();
      if (Next() != ']') return Fail(at_, "an instance key ends with \"]\"");
      ++at_;
    }
    steps_.push_back(std::move(step));
    return true;
  }

  bool ReadStringKey(InstanceKey& key) {
    const std::size_t quote = at_++;
    std::string text;
    while (!AtEnd() && Next() != '"') {
      QuotedPiece piece = FirstQuotedPiece(Rest());
      if (piece.error) return Fail(at_, std::move(*piece.error));
      text += piece.text;
      at_ += piece.size;
    }
    if (AtEnd()) return Fail(quote, "a double quote is missing");
    ++at_;
    key = NormalFormC(std::move(text));
    return true;
  }

  bool ReadNumberKey(InstanceKey& key) {
    const std::size_t begin = at_;
    if (!IsDigit(Next())) return Fail(at_, kInstanceForm);
    while (IsDigit(Next()) || Next() == '.' || IsExponent()) {
      at_ += IsExponent() ? std::size_t{2} : std::size_t{1};
    }
    const std::string_view digits = text_.substr(begin, at_ - begin);
    const std::optional<Number> number = Number::Parse(digits);
    const std::optional<std::int64_t> value = number ? number->AsInteger() : std::nullopt;
    if (!value) {
      return Fail(begin, Quoted(digits) +
                             " is no instance key: it has to be a whole number below " +
                             "9223372036854775808");
    }
    key = *value;
    return true;
  }

  // "e5", "E-5": the mark, and a sign or the first digit.
  bool IsExponent() const {
    const std::string_view rest = Rest();
    if (rest.size() < 2 || (rest[0] != 'e' && rest[0] != 'E')) return false;
    if (IsDigit(rest[1])) return true;
    return (rest[1] == '+' || rest[1] == '-') && rest.size() > 2 && IsDigit(rest[2]);
  }

  // module.<name>[key] any number of times, then a resource: <type>.<name>[key]. One of both may
  // be missing.
  std::optional<Target> Meaning() {
    ModuleInstance module;
    std::size_t at = 0;
    while (at < steps_.size() && steps_[at].name == "module") {
      if (steps_[at].HasKey() || at + 1 == steps_.size()) {
        Fail(steps_[at].HasKey() ? steps_[at].bracket : text_.size(),
             "\"module\" is followed by a module's name");
        return std::nullopt;
      }
      module.steps.push_back(
          {.name = std::string(steps_[at + 1].name), .key = std::move(steps_[at + 1].key)});
      at += 2;
    }
    if (at == steps_.size()) return Target(std::move(module));
    Resource resource;
    const std::size_t begin = at;
    if (steps_[at].name == "ephemeral") {
      Fail(steps_[at].begin, kEphemeral);
      return std::nullopt;
    }
    if (steps_[at].name == "data") {
      resource.mode = ResourceMode::kData;
      if (steps_[at].HasKey()) {
        Fail(steps_[at].bracket, "\"data\" is followed by a data source's type");
        return std::nullopt;
      }
      ++at;
    }
    if (steps_.size() - at != 2 || steps_[at].HasKey()) {
      Fail(WrongPlace(begin, at), resource.mode == ResourceMode::kData
                                      ? "a data source is written data.<type>.<name>, or "
                                        "data.<type>.<name>[<key>]"
                                      : kResourceForm);
      return std::nullopt;
    }
    resource.type = steps_[at].name;
    resource.name = steps_[at + 1].name;
    AbsResource whole{.module = std::move(module), .resource = std::move(resource)};
    Step& last = steps_[at + 1];
    if (!last.HasKey()) return Target(std::move(whole));
    return Target(AbsResourceInstance{.resource = std::move(whole), .key = std::move(last.key)});
  }

  // Where the steps of a resource, whose type is the step `type`, cease to be one.
  std::size_t WrongPlace(std::size_t begin, std::size_t type) const {
    if (type < steps_.size() && steps_[type].HasKey()) return steps_[type].bracket;
    if (steps_.size() > type + 2) return steps_[type + 2].begin;
    return steps_[begin].begin;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Step> steps_;
  std::string error_;
  std::size_t error_offset_ = 0;
};

void Append(std::string& text, const InstanceKey& key) {
  if (const auto* number = std::get_if<std::int64_t>(&key)) {
    text += '[' + std::to_string(*number) + ']';
  } else if (const auto* string = std::get_if<std::string>(&key)) {
    text += "[\"" + EscapeHclString(*string) + "\"]";
  }
}

bool ContainsModule(const ModuleInstance& module, const ModuleInstance& other) {
  if (module.steps.size() > other.steps.size()) return false;
  for (std::size_t i = 0; i < module.steps.size(); ++i) {
    const ModuleStep& own = module.steps[i];
    if (own.name != other.steps[i].name) return false;
    const bool is_every_instance =
        i + 1 == module.steps.size() && std::holds_alternative<NoKey>(own.key);
    if (!is_every_instance && own.key != other.steps[i].key) return false;
  }
  return true;
}

const ModuleInstance& ModuleOf(const Target& target) {
  if (const auto* module = std::get_if<ModuleInstance>(&target)) return *module;
  if (const auto* resource = std::get_if<AbsResource>(&target)) return resource->module;
  return std::get<AbsResourceInstance>(target).resource.module;
}

}  // namespace

std::strong_ordering ModuleInstance::operator<=>(const ModuleInstance& other) const {
  if (const auto order = steps.size() <=> other.steps.size(); order != 0) return order;
  return std::lexicographical_compare_three_way(steps.begin(), steps.end(), other.steps.begin(),
                                                other.steps.end());
}

std::string Print(const ModuleInstance& module) {
  std::string text;
  for (const ModuleStep& step : module.steps) {
    if (!text.empty()) text += '.';
    text += "module." + step.name;
    Append(text, step.key);
  }
  return text;
}

std::string Print(const AbsResource& resource) {
  std::string text = Print(resource.module);
  if (!text.empty()) text += '.';
  if (resource.resource.mode == ResourceMode::kData) text += "data.";
  return text + resource.resource.type + '.' + resource.resource.name;
}

std::string Print(const AbsResourceInstance& instance) {
  std::string text = Print(instance.resource);
  Append(text, instance.key);
  return text;
}

std::string Print(const Target& target) {
  return std::visit([](const auto& address) { return Print(address); }, target);
}

std::variant<Target, AddressError> ParseTarget(std::string_view text) {
  return Parser(text).Parse();
}

std::variant<AbsResourceInstance, AddressError> ParseResourceInstance(std::string_view text) {
  auto parsed = ParseTarget(text);
  if (auto* error = std::get_if<AddressError>(&parsed)) return std::move(*error);
  auto& target = std::get<Target>(parsed);
  if (auto* instance = std::get_if<AbsResourceInstance>(&target)) return std::move(*instance);
  if (auto* resource = std::get_if<AbsResource>(&target)) {
    return AbsResourceInstance{.resource = std::move(*resource), .key = NoKey{}};
  }
  return AddressError{.message = "this is a module, not a resource", .column = 1};
}

bool Contains(const Target& target, const Target& other) {
  if (const auto* module = std::get_if<ModuleInstance>(&target)) {
    return ContainsModule(*module, ModuleOf(other));
  }
  if (const auto* resource = std::get_if<AbsResource>(&target)) {
    if (const auto* instance = std::get_if<AbsResourceInstance>(&other)) {
      return *resource == instance->resource;
    }
  }
  return target == other;
}

}  // namespace deltaplan::tfvars
