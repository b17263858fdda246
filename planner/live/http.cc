// "from": "http": what the services themselves answer, or one document about all of them.
//
// The tag is at a JSON pointer, in a header, or it is the whole text. An answer that is not a
// success is an error, and so is one without a tag. Only in one document about all services may one
// be missing: it is not live then.
#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <variant>

#include "planner/live/live_image.h"
#include "planner/live/live_source.h"
#include "planner/ports/http_answer.h"
#include "planner/text/quote.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;

PlaceholderValues UrlEncoded(PlaceholderValues values) {
  for (auto& [name, value] : values) value = PercentEncoded(value);
  return values;
}

std::vector<std::string> PointerTokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);  // the slash
    const std::string_view raw = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(raw.size());
    std::string token;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const bool is_escape = raw[i] == '~' && i + 1 < raw.size();
      if (!is_escape) {
        token += raw[i];
      } else {
        token += raw[++i] == '1' ? '/' : '~';
      }
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

const JsonValue* Member(const JsonValue& value, const std::string& token) {
  if (value.kind != JsonValue::Kind::kArray) return value.Find(token);
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (token == std::to_string(i)) return &value.items[i];
  }
  return nullptr;
}

// Where redirects may lead to besides.
std::vector<std::string> ServersOf(const LiveSourceEntry& entry) {
  const auto written = entry.lists.find("redirects");
  return written == entry.lists.end() ? std::vector<std::string>() : written->second;
}

// Finds the tag of one service in an answer.
class AnswerReader {
 public:
  AnswerReader(const LiveContext& context, const LiveSourceEntry& entry)
      : context_(context),
        url_(*entry.Text("url")),
        pointer_(entry.Text("pointer")),
        header_(entry.Text("header")) {}

  bool is_about_one() const { return NamesService(url_); }
  std::string UrlFor(const PlaceholderValues& values) const {
    return FillPlaceholders(url_, UrlEncoded(values));
  }

  /// Takes the answer that the next calls of `TagOf` look at; a sentence when it is no use.
  std::optional<std::string> Take(const HttpResponse& response) {
    response_ = &response;
    body_ = response.body;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // of Windows' programs
    if (body_.starts_with(kByteOrderMark)) body_.remove_prefix(kByteOrderMark.size());
    if (response.status < 200 || response.status > 299) {
      return fmt::format("it answers with HTTP status {}", response.status);
    }
    if (pointer_ == nullptr) return std::nullopt;
    if (!IsValidUtf8(body_)) return "its answer is no JSON: it is not UTF-8";
    auto parsed = tfvars::ParseJson(body_, tfvars::JsonComments::kRefused);
    if (const auto* wrong = std::get_if<tfvars::JsonSyntaxError>(&parsed)) {
      return "its answer is no JSON: " + wrong->message;
    }
    auto document = std::get<tfvars::JsonDocument>(std::move(parsed));
    if (!document.doubled.empty()) {
      return fmt::format("{} stands in its answer more than once",
                         DisplayText(document.doubled.front()));
    }
    root_ = std::move(document.root);
    return std::nullopt;
  }

  /// nullopt: the document about all services does not have this one.
  Result<std::optional<std::string>> TagOf(const Service& service) const {
    if (header_ != nullptr) {
      const std::string* value = response_->Header(*header_);
      if (value == nullptr) return Sentence(fmt::format("it has no header '{}'", *header_));
      return Tag(*value, fmt::format("its header '{}'", *header_));
    }
    if (pointer_ == nullptr) return Tag(body_, "its answer");
    const JsonValue* value = &root_;
    std::string where;
    for (const std::string& token : PointerTokens(*pointer_)) {
      const std::string name = FillPlaceholders(token, context_.Placeholders(service));
      where = tfvars::JsonPointerTo(where, name);
      const bool has_members =
          value->kind == JsonValue::Kind::kObject || value->kind == JsonValue::Kind::kArray;
      value = has_members ? Member(*value, name) : nullptr;
      if (value != nullptr) continue;
      if (has_members && NamesService(token) && !is_about_one()) {
        return std::optional<std::string>();
      }
      return Sentence(fmt::format("its answer has nothing at {}", DisplayText(where)));
    }
    if (value->kind != JsonValue::Kind::kString) {
      return Sentence(fmt::format("{} of its answer is {}, not a tag", DisplayText(where),
                                  tfvars::JsonKindName(value->kind)));
    }
    return Tag(value->string, DisplayText(where) + " of its answer");
  }

 private:
  static Error Sentence(std::string text) { return {std::move(text), {}, {}}; }

  static Result<std::optional<std::string>> Tag(std::string_view value, const std::string& what) {
    if (!IsValidUtf8(value)) return Sentence(what + " holds no tag: it is not UTF-8");
    Result<std::string> tag = TagInValue(value);
    if (!tag) return Sentence(what + " holds no tag: " + tag.error().message);
    return std::optional(*std::move(tag));
  }

  const LiveContext& context_;
  const std::string& url_;
  const std::string* const pointer_;  // may be null
  const std::string* const header_;   // may be null
  const HttpResponse* response_ = nullptr;
  std::string_view body_;  // of it
  JsonValue root_;
};

Result<LiveReading> ReadHttp(const LiveContext& context, const LiveSourceEntry& entry) {
  AnswerReader reader(context, entry);
  std::vector<HttpRequest> requests;
  const auto ask = [&](const PlaceholderValues& values) {
    requests.push_back({.url = reader.UrlFor(values),
                        .follow_redirects = true,
                        .redirect_servers = ServersOf(entry)});
  };
  if (reader.is_about_one()) {
    for (const Service& service : context.services) ask(context.Placeholders(service));
  } else {
    ask(context.Placeholders());
  }
  Result<HttpClient*> http = context.ports.http();
  if (!http) return std::move(http).error();
  const auto answers = (*http)->Send(requests, {.deadline = context.deadline});

  LiveReading reading;
  ServiceProblems problems(context, reading);
  const std::string about = fmt::format("cannot read the live tags of environment '{}' from {}",
                                        context.environment.name, ServerOf(*entry.Text("url")));
  const char* const usual_remedy =
      "Check \"url\", and \"pointer\" or \"header\", against what the server answers.";
  std::string remedy;
  for (std::size_t i = 0; i < context.services.size(); ++i) {
    const Service& service = context.services[i];
    const std::size_t asked = reader.is_about_one() ? i : 0;
    const std::string server = ServerOf(requests[asked].url);
    if (reader.is_about_one() || i == 0) {
      const Result<HttpResponse>& answer = answers[asked];
      std::string wrong;
      if (!answer) {
        wrong = fmt::format("{}: {}", answer.error().message,
                            answer.error().causes.empty() ? "" : answer.error().causes[0]);
        remedy = answer.error().remedy;
      } else if (const auto useless = reader.Take(*answer)) {
        wrong = fmt::format("{}: {}", server, *useless);
      }
      if (!wrong.empty() && !reader.is_about_one()) {
        std::vector<std::string> all;
        for (const Service& each : context.services) all.push_back(each.name);
        if (problems.Excuse(all, wrong)) return reading;
        return Error{.message = about,
                     .causes = {std::move(wrong)},
                     .remedy = remedy.empty() ? usual_remedy : remedy};
      }
      if (!wrong.empty()) {
        problems.Add(service.name, std::move(wrong));
        continue;
      }
    }
    Result<std::optional<std::string>> tag = reader.TagOf(service);
    if (!tag) {
      problems.Add(service.name, tag.error().message);
    } else if (*tag) {
      reading.tags.emplace(service.name, **std::move(tag));
    }
  }
  std::vector<std::string> sentences = problems.Take();
  if (sentences.empty()) return reading;
  return Error{.message = about,
               .causes = std::move(sentences),
               .remedy = remedy.empty() ? usual_remedy : remedy};
}

std::string CheckHttp(const LiveSourceEntry& entry) {
  const std::string* url = entry.Text("url");
  const std::string* pointer = entry.Text("pointer");
  const std::string* header = entry.Text("header");
  if (url == nullptr) return {};
  if (!url->starts_with("http://") && !url->starts_with("https://")) {
    return "The \"url\" has to begin with http:// or https://";
  }
  for (const std::string& server : ServersOf(entry)) {
    const bool has_scheme = server.starts_with("http://") || server.starts_with("https://");
    if (!has_scheme || ServerOf(server) != server || server.ends_with('/')) {
      return "Each of \"redirects\" is a server: https://login.example.com";
    }
  }
  if (pointer != nullptr && header != nullptr) {
    return "The tag is at a \"pointer\" or in a \"header\", not in both";
  }
  if (pointer != nullptr && !pointer->starts_with('/')) return "A \"pointer\" begins with /";
  if (NamesService(*url)) return {};
  if (pointer == nullptr || !NamesService(*pointer)) {
    return "Where the \"url\" does not name the {service}, the \"pointer\" has to";
  }
  return {};
}

}  // namespace

LiveSource HttpSource() {
  using Placeholders = LiveKey::Placeholders;
  return {
      .kind = {.from = "http",
               .keys = {{.name = "url", .required = true, .placeholders = Placeholders::kService},
                        {.name = "pointer", .placeholders = Placeholders::kService},
                        {.name = "header"},
                        {.name = "redirects", .kind = LiveKey::Kind::kList}},
               .check = CheckHttp},
      .read = ReadHttp};
}

}  // namespace deltaplan::planner
