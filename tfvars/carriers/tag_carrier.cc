#include "tfvars/carriers/tag_carrier.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/carriers/object_edit.h"
#include "tfvars/carriers/plain_tag_map.h"
#include "tfvars/hcl/json_syntax.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/hcl/syntax.h"
#include "tfvars/text/text_edit.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

using Form = TagPlace::Form;
using Content = TagPlace::Content;
using Names = std::vector<std::string>;
using Members = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kService = "{service}";
constexpr std::string_view kServiceId = "{service_id}";

Syntax SyntaxOf(std::string_view name) {
  return name.ends_with(".json") ? Syntax::kJson : Syntax::kNative;
}

bool HasPlaceholder(std::string_view step) {
  return step.find(kService) != std::string_view::npos ||
         step.find(kServiceId) != std::string_view::npos;
}

// No step at all leads to the root.
Names Split(std::string_view path) {
  Names steps;
  if (path.empty()) return steps;
  while (true) {
    const std::size_t dot = path.find('.');
    steps.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return steps;
    path.remove_prefix(dot + 1);
  }
}

std::string ServiceId(std::string_view service) {
  std::string id(service);
  for (char& c : id) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!fits) c = '_';
  }
  return id;
}

std::string Fill(std::string step, const std::string& service) {
  for (const auto& [placeholder, text] :
       {std::pair{kServiceId, ServiceId(service)}, std::pair{kService, service}}) {
    for (std::size_t at = 0; (at = step.find(placeholder, at)) != std::string::npos;
         at += text.size()) {
      step.replace(at, placeholder.size(), text);
    }
  }
  return step;
}

// The service that makes `name` out of `step`; nullopt when none does.
std::optional<std::string> ServiceIn(const std::string& step, const std::string& name,
                                     const Names& services) {
  const std::size_t at = step.find(kService);
  if (at != std::string::npos) {
    const std::string_view before = std::string_view(step).substr(0, at);
    const std::string_view behind = std::string_view(step).substr(at + kService.size());
    if (name.size() > before.size() + behind.size() && name.starts_with(before) &&
        name.ends_with(behind)) {
      const std::string service =
          name.substr(before.size(), name.size() - before.size() - behind.size());
      if (Fill(step, service) == name) return service;
    }
    return std::nullopt;
  }
  const auto found = std::ranges::find_if(
      services, [&](const std::string& service) { return Fill(step, service) == name; });
  return found == services.end() ? std::nullopt : std::optional(*found);
}

// What a name can lead to.
using Node = std::variant<const Body*, const Expression*>;

// One value that holds a tag.
struct Found {
  std::string service;
  const Expression* value = nullptr;
};

class Carrier {
 public:
  Carrier(const Source& source, const TagPlace& place, const Names& services,
          Diagnostics& diagnostics)
      : source_(source),
        place_(place),
        services_(services),
        diagnostics_(diagnostics),
        syntax_(SyntaxOf(source.name)) {
    for (const std::string& service : services) {
      std::string normal = NormalFormC(service);
      if (normal != service) other_forms_.emplace(std::move(normal), service);
    }
  }

  bool Parse() {
    const std::size_t before = diagnostics_.size();
    if (syntax_ == Syntax::kJson) {
      root_ = ParseJsonSyntax(source_, diagnostics_);
    } else {
      body_ = ParseHcl(source_, diagnostics_);
    }
    return diagnostics_.size() == before;
  }

  std::optional<TagMap> Read() {
    if (place_.form == Form::kJson) {
      const Expression* value = FindOnly(Split(place_.path));
      if (value == nullptr) return std::nullopt;
      return ReadJson(*value);
    }
    const std::optional<std::vector<Found>> all = FindAll(/*may_be_missing=*/false);
    return all ? TagsOf(*all) : std::nullopt;
  }

  std::optional<std::string> Write(const TagMap& changes) {
    if (place_.form == Form::kJson) return WriteJson(changes);
    if (place_.form == Form::kScalar && !HasPlaceholder(place_.path)) return WriteShared(changes);
    const std::optional<std::vector<Found>> all = FindAll(/*may_be_missing=*/true);
    const std::optional<TagMap> present = all ? TagsOf(*all) : std::nullopt;
    if (!present) return std::nullopt;
    std::vector<TextEdit> edits;
    TagMap missing = changes;
    for (const Found& found : *all) {
      const auto change = changes.find(found.service);
      if (change == changes.end()) continue;
      missing.erase(found.service);
      if (change->second == present->at(found.service)) continue;
      if (!Replace(*found.value, change->second, edits)) return std::nullopt;
    }
    if (!missing.empty() && !Add(missing, edits)) return std::nullopt;
    return ApplyEdits(source_.text, std::move(edits));
  }

 private:
  // Terraform reads names in normal form C; directories, and services with them, may be named in
  // another one.
  std::string AsConfigured(const std::string& name) const {
    const auto found = other_forms_.find(name);
    return found == other_forms_.end() ? name : found->second;
  }

  Node Root() const {
    if (root_) return root_.get();
    return &body_;
  }

  void Report(Range range, std::string summary, std::string detail) {
    diagnostics_.push_back(
        {.summary = std::move(summary), .detail = std::move(detail), .subject = range});
  }

  // The children of `node` that `step` leads to. A block's labels are steps, too.
  struct Child {
    std::string name;
    Node node;
    std::size_t steps = 1;  // that it takes
  };
  std::vector<Child> Children(const Node& node, std::span<const std::string> steps) const {
    std::vector<Child> children;
    if (const auto* body = std::get_if<const Body*>(&node)) {
      for (const Attribute& attribute : (*body)->attributes) {
        children.push_back({attribute.name, attribute.expression.get()});
      }
      for (const Block& block : (*body)->blocks) {
        const bool fits = block.type == steps.front() && block.labels.size() < steps.size() &&
                          std::equal(block.labels.begin(), block.labels.end(), steps.begin() + 1);
        if (fits) children.push_back({block.type, &block.body, 1 + block.labels.size()});
      }
      return children;
    }
    if (const auto* object = Unwrapped(*std::get<const Expression*>(node)).As<Object>()) {
      for (const Object::Item& item : object->items) {
        if (const std::string* name = PlainKey(*item.key)) {
          children.push_back({*name, item.value.get()});
        }
      }
    }
    return children;
  }

  // The object inside of jsonencode({...}), tomap({...}) and parentheses.
  static const Expression& Unwrapped(const Expression& expression) {
    if (const auto* parentheses = expression.As<Parentheses>())
      return Unwrapped(*parentheses->inner);
    const auto* call = expression.As<Call>();
    const bool is_wrapper = call != nullptr && call->arguments.size() == 1 &&
                            (call->name == "jsonencode" || call->name == "tomap");
    return is_wrapper ? Unwrapped(*call->arguments.front()) : expression;
  }

  // Every value that the steps lead to, with the service that their placeholder stands for.
  void Follow(const Node& node, std::span<const std::string> steps, const std::string& service,
              std::vector<Found>& all) const {
    if (steps.empty()) {
      if (const auto* value = std::get_if<const Expression*>(&node))
        all.push_back({service, *value});
      return;
    }
    const bool is_open = service.empty() && HasPlaceholder(steps.front());
    for (const Child& child : Children(node, steps)) {
      if (is_open) {
        const auto named = ServiceIn(steps.front(), child.name, services_);
        if (named) Follow(child.node, steps.subspan(child.steps), AsConfigured(*named), all);
      } else if (child.name == NormalFormC(Fill(steps.front(), service))) {
        Follow(child.node, steps.subspan(child.steps), service, all);
      }
    }
  }

  // The one value at `steps`; null, with a diagnostic, when there is none or more than one.
  const Expression* FindOnly(const Names& steps) {
    std::vector<Found> all;
    Follow(Root(), steps, {}, all);
    if (all.size() == 1) return all.front().value;
    if (all.empty()) {
      Report({}, "Missing tags",
             fmt::format("There is no {} in this file. Add it, or say in the configuration's "
                         "\"image_tags\" where the tags stand.",
                         place_.path));
    } else {
      Report(all[1].value->range, "Doubled value",
             fmt::format("{} stands in this file more than once.", place_.path));
    }
    return nullptr;
  }

  // All values that hold tags. A map that is not there yet has none.
  std::optional<std::vector<Found>> FindAll(bool may_be_missing) {
    const Names steps = Split(place_.path);
    std::vector<Found> all;
    if (HasPlaceholder(place_.path)) {
      Follow(Root(), steps, {}, all);
      return all;
    }
    if (may_be_missing && place_.form == Form::kMap) {
      Follow(Root(), steps, {}, all);
      if (all.empty()) return all;
    }
    const Expression* value = FindOnly(steps);
    if (value == nullptr) return std::nullopt;
    if (place_.form == Form::kMap) return Entries(*value);
    for (const std::string& service : services_) all.push_back({service, value});
    return all;
  }

  std::optional<std::vector<Found>> Entries(const Expression& value) {
    const auto* object = Unwrapped(value).As<Object>();
    if (object == nullptr) {
      Report(value.range, "Not a map of tags",
             fmt::format("{} has to be an object with a tag for each service.",
                         place_.path.empty() ? "This" : place_.path));
      return std::nullopt;
    }
    std::vector<Found> all;
    for (const Object::Item& item : object->items) {
      const std::string* name = PlainKey(*item.key);
      if (name == nullptr) {
        Report(item.key->range, "Not a plain name",
               "A service's name can't be computed here; write it as text.");
        return std::nullopt;
      }
      all.push_back({AsConfigured(*name), item.value.get()});
    }
    return all;
  }

  // The text in which the tag stands: of an image behind registries, the last part.
  const Expression* TextOf(const Expression& value) {
    const Expression* text = &value;
    if (const auto* parts = value.As<Template>();
        parts != nullptr && place_.content == Content::kImage) {
      text = parts->parts.back().get();
    }
    const auto* literal = text->As<Literal>();
    if (literal != nullptr && literal->value.AsString() != nullptr) return text;
    Report(value.range, "Not a plain string",
           fmt::format("Here has to stand {} as text, without anything that is computed.",
                       place_.content == Content::kImage ? "an image with its tag" : "a tag"));
    return nullptr;
  }

  // Where the tag of an image begins, a digest behind it included: behind the colon of the last
  // component. npos when there is none.
  static std::size_t TagOffset(std::string_view image) {
    const std::size_t component = image.rfind('/', image.find('@')) + 1;  // npos + 1 is 0
    const std::size_t colon = image.find(':', component);
    if (colon == std::string_view::npos || colon > image.find('@')) return std::string_view::npos;
    return colon + 1;
  }

  std::optional<std::string> TagOf(const Expression& value) {
    const Expression* text = TextOf(value);
    if (text == nullptr) return std::nullopt;
    const auto* literal = text->As<Literal>();
    const std::string* content = literal == nullptr ? nullptr : literal->value.AsString();
    if (content == nullptr) return std::nullopt;
    std::string tag = *content;
    if (place_.content == Content::kImage) {
      const std::size_t begin = TagOffset(tag);
      if (begin == std::string::npos) {
        Report(value.range, "Image without tag",
               "The image has to end with a colon and its tag: registry/name:tag.");
        return std::nullopt;
      }
      tag = tag.substr(begin, tag.find('@') - begin);
    }
    if (const std::optional<std::string> wrong = CheckTag(tag)) {
      Report(value.range, "Not a tag", fmt::format("What stands here can't be a tag: {}.", *wrong));
      return std::nullopt;
    }
    return tag;
  }

  std::optional<TagMap> TagsOf(const std::vector<Found>& all) {
    TagMap tags;
    for (const Found& found : all) {
      const std::optional<std::string> tag = TagOf(*found.value);
      if (!tag) return std::nullopt;
      const std::size_t before = tags.size();
      tags.emplace_hint(tags.end(), found.service, *tag);  // most maps are sorted
      if (tags.size() == before) {
        Report(found.value->range, "Service named twice",
               fmt::format("{} has a tag further up already; remove one of them.", found.service));
        return std::nullopt;
      }
    }
    return tags;
  }

  bool Replace(const Expression& value, const std::string& tag, std::vector<TextEdit>& edits) {
    if (place_.content == Content::kTag) {
      edits.push_back({value.range, QuotedText(tag, syntax_)});
      return true;
    }
    const Expression* text = TextOf(value);
    if (text == nullptr) return false;
    // Within the quotes; what stands around the tag is not touched.
    Range range = text->range;
    const bool is_quoted = source_.Slice(range).ends_with('"');
    if (is_quoted) --range.end;
    const std::string_view raw = source_.Slice(range);
    const std::size_t begin = TagOffset(raw);
    if (begin == std::string_view::npos || raw.find('\n') != std::string_view::npos) {
      Report(text->range, "Image can't be changed",
             "Its tag has to stand in one quoted string: \"registry/name:tag\".");
      return false;
    }
    range.begin += static_cast<std::uint32_t>(begin);
    edits.push_back({range, tag});
    return true;
  }

  bool Add(const TagMap& missing, std::vector<TextEdit>& edits) {
    if (place_.content == Content::kImage) {
      Report({}, "Service without image",
             fmt::format("There is no image of {} in this file; add it by hand once.",
                         missing.begin()->first));
      return false;
    }
    if (place_.form == Form::kScalar) return AddScalars(missing, edits);
    std::vector<Found> found;
    const Names steps = Split(place_.path);
    Follow(Root(), steps, {}, found);
    if (!found.empty()) {
      const Expression& object = Unwrapped(*found.front().value);
      Append(AddMembers(source_, syntax_, object, {missing.begin(), missing.end()}), edits);
      return true;
    }
    if (steps.size() > 1) {
      Report({}, "Missing tags",
             fmt::format("There is no {} in this file to add {} to; add it by hand once.",
                         place_.path, missing.begin()->first));
      return false;
    }
    if (!CheckRoot()) return false;
    AddVariable(missing, edits);
    return true;
  }

  // Variables can be added to an object only.
  bool CheckRoot() {
    if (!root_ || root_->As<Object>() != nullptr) return true;
    Report(root_->range, "Not a file of variables", "The file has to hold an object.");
    return false;
  }

  static void Append(std::vector<TextEdit> more, std::vector<TextEdit>& edits) {
    edits.insert(edits.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }

  void AppendLines(const std::string& text, std::vector<TextEdit>& edits) {
    const auto end = static_cast<std::uint32_t>(source_.text.size());
    const std::string_view end_of_line = LineEnd(source_.text);
    std::string lines =
        source_.text.empty() || source_.text.ends_with('\n') ? "" : std::string(end_of_line);
    for (const char c : text) {
      if (c == '\n') {
        lines += end_of_line;
      } else {
        lines += c;
      }
    }
    edits.push_back({{end, end}, std::move(lines)});
  }

  // A whole map that the file lacks.
  void AddVariable(const TagMap& tags, std::vector<TextEdit>& edits) {
    if (syntax_ == Syntax::kNative) {
      AppendLines(NewTagFile(source_.name, place_, tags), edits);
      return;
    }
    // An empty object as the member's value first, then what belongs into it.
    const std::string kMark = "\x01";
    std::vector<TextEdit> member = AddMembers(source_, syntax_, *root_, {{place_.path, kMark}});
    std::string map = NewTagFile(source_.name, place_, tags);
    map = map.substr(map.find('{', 1), map.rfind('}') - map.find('{', 1));
    map = map.substr(0, map.find_last_not_of(" \n") + 1);
    const std::string quoted = QuotedText(kMark, syntax_);
    for (TextEdit& edit : member) {
      const std::size_t at = edit.text.find(quoted);
      if (at != std::string::npos) edit.text.replace(at, quoted.size(), map);
    }
    Append(std::move(member), edits);
  }

  bool AddScalars(const TagMap& missing, std::vector<TextEdit>& edits) {
    if (!CheckRoot()) return false;
    const Names steps = Split(place_.path);
    std::map<const Expression*, Members> into;
    std::string lines;
    for (const auto& [service, tag] : missing) {
      const std::string name = Fill(steps.back(), service);
      if (steps.size() == 1) {
        if (!root_) {
          lines += fmt::format("{} = {}\n", name, QuotedText(tag, syntax_));
        } else {
          into[root_.get()].emplace_back(name, tag);
        }
        continue;
      }
      Names parent(steps.begin(), steps.end() - 1);
      for (std::string& step : parent) step = Fill(step, service);
      std::vector<Found> found;
      Follow(Root(), parent, service, found);
      if (found.size() != 1 || Unwrapped(*found.front().value).As<Object>() == nullptr) {
        Report({}, "Missing tags",
               fmt::format("There is no {} in this file to add the tag of {} to; add it by hand "
                           "once.",
                           fmt::join(parent, "."), service));
        return false;
      }
      into[&Unwrapped(*found.front().value)].emplace_back(name, tag);
    }
    if (!lines.empty()) AppendLines(lines, edits);
    for (auto& [object, members] : into) {
      std::ranges::sort(members);
      Append(AddMembers(source_, syntax_, *object, members), edits);
    }
    return true;
  }

  std::optional<std::string> WriteShared(const TagMap& changes) {
    const Expression* value = FindOnly(Split(place_.path));
    if (value == nullptr) return std::nullopt;
    const std::set<std::string> known(services_.begin(), services_.end());
    std::set<std::string> tags;
    std::size_t covered = 0;
    for (const auto& [service, tag] : changes) {
      tags.insert(tag);
      covered += known.count(service);
    }
    if (tags.size() != 1 || covered != known.size()) {
      Report(value->range, "One tag for all services",
             fmt::format("{} is the tag of every service, so all of them have to get the same one. "
                         "Keep a map of tags to deploy them one by one.",
                         place_.path));
      return std::nullopt;
    }
    // The same tag stays as it is written, whatever escapes are in it.
    const std::size_t reported = diagnostics_.size();
    const std::optional<std::string> present = TagOf(*value);
    diagnostics_.resize(reported);
    if (present == *tags.begin()) return source_.text;
    std::vector<TextEdit> edits;
    if (!Replace(*value, *tags.begin(), edits)) return std::nullopt;
    return ApplyEdits(source_.text, std::move(edits));
  }

  // A map as text inside of a string: the text is a JSON file of its own, and all of it is the map.
  TagPlace Inner() const { return {.path = "", .form = Form::kMap, .content = place_.content}; }
  std::optional<Source> InnerSource(const Expression& value) {
    const auto* literal = value.As<Literal>();
    const std::string* text = literal == nullptr ? nullptr : literal->value.AsString();
    if (text == nullptr) {
      Report(value.range, "Not a plain string",
             fmt::format("{} has to be a string that holds a JSON object.", place_.path));
      return std::nullopt;
    }
    return Source{.name = "tags.json", .text = *text};
  }
  // What is wrong inside is shown at the string.
  void ReportInner(const Expression& value, const Diagnostics& inner) {
    for (const Diagnostic& diagnostic : inner) {
      Report(value.range, diagnostic.summary,
             "In the JSON text of this string: " + diagnostic.detail);
    }
  }
  bool IsEncoded(const Expression& value) const { return &Unwrapped(value) != &value; }

  std::optional<TagMap> ReadJson(const Expression& value) {
    if (IsEncoded(value)) return WithMapForm().Read();
    const std::optional<Source> source = InnerSource(value);
    if (!source) return std::nullopt;
    Diagnostics inner;
    std::optional<TagMap> tags = ReadTags(*source, Inner(), services_, inner);
    ReportInner(value, inner);
    return tags;
  }

  std::optional<std::string> WriteJson(const TagMap& changes) {
    const Expression* value = FindOnly(Split(place_.path));
    if (value == nullptr) return std::nullopt;
    if (IsEncoded(*value)) return WithMapForm().Write(changes);
    const std::optional<Source> source = InnerSource(*value);
    if (!source) return std::nullopt;
    Diagnostics inner;
    const std::optional<std::string> text = WriteTags(*source, Inner(), services_, changes, inner);
    ReportInner(*value, inner);
    if (!text) return std::nullopt;
    if (*text == source->text) return source_.text;
    if (source_.Slice(value->range).starts_with("<<")) return ApplyHeredoc(*value, *text);
    return ApplyEdits(source_.text, {{value->range, QuotedText(*text, syntax_)}});
  }

  // The lines between a heredoc's markers. JSON has no ${ that is meant as a template.
  std::string ApplyHeredoc(const Expression& value, const std::string& map) const {
    const std::string_view raw = source_.Slice(value.range);
    const std::size_t first = raw.find('\n') + 1;
    const std::size_t last = raw.rfind('\n');
    const std::string_view body = raw.substr(first, last - first);
    const std::string indentation(
        body.substr(0, std::min(body.find_first_not_of(" \t"), body.size())));
    const bool is_flush = raw.starts_with("<<-");
    std::string lines = is_flush ? indentation : "";
    for (std::size_t i = 0; i < map.size(); ++i) {
      const bool ends = map[i] == '\n' && i + 1 == map.size();
      if (ends) break;  // the line end behind the text is the heredoc's own
      lines += map[i];
      if ((map[i] == '$' || map[i] == '%') && i + 1 < map.size() && map[i + 1] == '{')
        lines += map[i];
      if (map[i] == '\n' && is_flush) lines += indentation;
    }
    if (lines.ends_with('\r')) lines.pop_back();
    const auto begin = static_cast<std::uint32_t>(value.range.begin + first);
    auto end = static_cast<std::uint32_t>(value.range.begin + last);
    if (end > begin && source_.text[end - 1] == '\r') --end;
    return ApplyEdits(source_.text, {{{begin, end}, std::move(lines)}});
  }

  Carrier WithMapForm() {
    map_place_ = place_;
    map_place_.form = Form::kMap;
    Carrier carrier(source_, map_place_, services_, diagnostics_);
    carrier.Parse();
    return carrier;
  }

  const Source& source_;
  const TagPlace& place_;
  TagPlace map_place_;
  const Names& services_;
  Diagnostics& diagnostics_;
  Syntax syntax_;
  std::map<std::string, std::string> other_forms_;  // normal form C -> name of the service
  ExpressionPtr root_;                              // of JSON
  Body body_;                                       // of native syntax
};

// The wanted members of a plain map, where `place` is one and no service has a name that Terraform
// would write otherwise.
std::optional<std::vector<PlainTag>> PlainTags(const Source& source, const TagPlace& place,
                                               const Names& services,
                                               const std::vector<std::string_view>* wanted) {
  const bool may_be_plain = place.form == Form::kMap && place.content == Content::kTag &&
                            place.path.find('.') == std::string::npos;
  const auto is_ascii = [](const std::string& name) {
    return std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  if (!may_be_plain || !std::ranges::all_of(services, is_ascii)) return std::nullopt;
  return FindPlainTags(source, place.path, wanted);
}

TagMap MapOf(const std::vector<PlainTag>& plain) {
  TagMap tags;
  for (const PlainTag& each : plain) tags.emplace_hint(tags.end(), each.service, each.tag);
  return tags;
}

// The text of a plain map with `changes` made; nullopt when one of them is not in it yet.
std::optional<std::string> ChangedPlainMap(const Source& source, const std::vector<PlainTag>& tags,
                                           const TagMap& changes) {
  std::vector<TextEdit> edits;
  for (const auto& [service, tag] : changes) {
    const auto present = std::ranges::lower_bound(tags, service, {}, &PlainTag::service);
    if (present == tags.end() || present->service != service) return std::nullopt;
    if (present->tag == tag) continue;
    edits.push_back({present->value, QuotedText(tag, SyntaxOf(source.name))});
  }
  return ApplyEdits(source.text, std::move(edits));
}

}  // namespace

std::optional<std::string> CheckTagPlace(const TagPlace& place) {
  const Names steps = Split(place.path);
  if (std::ranges::any_of(steps, &std::string::empty)) return "a name between dots is missing";
  for (const std::string& step : steps) {
    const std::string filled = Fill(step, "x");
    if (filled.find_first_of("{}") != std::string::npos) {
      return fmt::format("'{}' holds a brace; the only placeholders are {} and {}", step, kService,
                         kServiceId);
    }
  }
  if (place.form != Form::kScalar && HasPlaceholder(place.path)) {
    return "a placeholder goes with \"form\": \"scalar\" only; a map has the services as its keys";
  }
  if (std::ranges::count_if(steps, HasPlaceholder) > 1 &&
      place.path.find(kService) == std::string::npos) {
    return "the service may be named by {service_id} once only";
  }
  return std::nullopt;
}

std::optional<TagMap> ReadTags(const Source& source, const TagPlace& place,
                               const std::vector<std::string>& services, Diagnostics& diagnostics) {
  if (const auto plain = PlainTags(source, place, services, nullptr)) return MapOf(*plain);
  Carrier carrier(source, place, services, diagnostics);
  if (!carrier.Parse()) return std::nullopt;
  return carrier.Read();
}

std::optional<TagMap> ReadTagsOf(const std::set<std::string>& wanted, const Source& source,
                                 const TagPlace& place, const std::vector<std::string>& services,
                                 Diagnostics& diagnostics) {
  const std::vector<std::string_view> names(wanted.begin(), wanted.end());
  if (const auto plain = PlainTags(source, place, services, &names)) return MapOf(*plain);
  std::optional<TagMap> tags = ReadTags(source, place, services, diagnostics);
  if (tags) std::erase_if(*tags, [&](const auto& entry) { return !wanted.contains(entry.first); });
  return tags;
}

std::optional<std::string> WriteTags(const Source& source, const TagPlace& place,
                                     const std::vector<std::string>& services,
                                     const TagMap& changes, Diagnostics& diagnostics) {
  for (const auto& [service, tag] : changes) {
    if (const std::optional<std::string> wrong = CheckTag(tag)) {
      diagnostics.push_back(
          {.summary = "Not a tag",
           .detail = fmt::format("The new tag of {} can't be one: {}.", service, *wrong),
           .subject = {}});
      return std::nullopt;
    }
  }
  std::vector<std::string_view> names;
  for (const auto& [service, tag] : changes) names.push_back(service);
  if (const auto plain = PlainTags(source, place, services, &names)) {
    if (auto text = ChangedPlainMap(source, *plain, changes)) return text;
  }
  Carrier carrier(source, place, services, diagnostics);
  if (!carrier.Parse()) return std::nullopt;
  return carrier.Write(changes);
}

std::string NewTagFile(std::string_view name, const TagPlace& place, const TagMap& tags) {
  const bool is_plain = place.form == Form::kMap && place.content == Content::kTag &&
                        place.path.find('.') == std::string::npos;
  if (!is_plain) return {};
  if (SyntaxOf(name) == Syntax::kJson) return PrintTagMapJson(tags, place.path);
  std::string text = place.path + " = {\n";
  const auto is_bare = [](const std::string& key) {
    return !key.empty() && IdentifierSize(key) == key.size();
  };
  std::vector<std::pair<std::string, std::string>> entries;
  std::size_t widest = 0;
  for (const auto& [service, tag] : tags) {
    const std::string key = is_bare(service) ? service : QuotedText(service, Syntax::kNative);
    widest = std::max(widest, key.size());
    entries.emplace_back(key, QuotedText(tag, Syntax::kNative));
  }
  for (const auto& [key, value] : entries)
    text += fmt::format("  {:<{}} = {}\n", key, widest, value);
  return text + "}\n";
}

}  // namespace deltaplan::tfvars
