#include "planner/config/config_fixes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/config/input_patterns.h"
#include "planner/text/json_writer.h"
#include "tfvars/json/json_spans.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonSpan;
using Texts = std::set<std::string>;

std::string Quoted(std::string_view text) {
  std::string out;
  JsonWriter(out).String(text);
  return out;
}

std::vector<std::string> AllQuoted(const Texts& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(Quoted(text));
  return quoted;
}

std::string Member(std::string_view name, const std::vector<std::string>& items) {
  std::string text = Quoted(name) + ": [";
  for (std::size_t i = 0; i < items.size(); ++i) text += (i > 0 ? ", " : "") + items[i];
  return text + "]";
}

std::string Entry(const std::vector<std::string>& members) {
  std::string text = "{";
  for (std::size_t i = 0; i < members.size(); ++i) text += (i > 0 ? ", " : " ") + members[i];
  return text + " }";
}

class Fixer {
 public:
  Fixer(const ConfigFile& file, const Platform& platform)
      : config_(file.config),
        platform_(platform),
        text_(file.text),
        root_(tfvars::SpansOf(file.text)),
        additions_(file.text) {}

  std::string Run(const AuditFixes& fixes) {
    std::map<std::string, Texts> of_images;  // inputs
    for (const auto& [name, paths] : fixes.inputs) {
      if (const Service* service = ServiceOf(name)) {
        for (const Service& each : platform_.services) {
          if (!each.IsExternal() && each.image == service->image) AddInputs(each, paths);
        }
      } else {
        of_images[name] = paths;
      }
    }
    AddToRootList("services", new_services_);
    FixImages(of_images, fixes.from);
    AddToRootList("build_inputs", AllQuoted(fixes.build_inputs));
    if (!new_members_.empty()) additions_.Add(root_, new_members_);
    return std::move(additions_).Applied();
  }

 private:
  const Service* ServiceOf(const std::string& name) const {
    const auto found = std::ranges::find(platform_.services, name, &Service::name);
    return found == platform_.services.end() ? nullptr : &*found;
  }

  // Whether an entry speaks of the service, and of it alone.
  static bool NamesOnly(const ServiceEntry& entry, const Service& service) {
    if (entry.path && entry.path->HasWildcard()) return false;
    if (entry.name) return *entry.name == service.name;
    return entry.path && service.path && entry.path->text == service.path->bytes();
  }

  static bool SpeaksOf(const ServiceEntry& entry, const Service& service) {
    return NamesOnly(entry, service) ||
           (entry.path && entry.path->HasWildcard() && service.path &&
            MatchedPart(entry.path->text, service.path->bytes()) == service.path->bytes());
  }

  // The last entry that says "inputs" decides.
  void AddInputs(const Service& service, const Texts& wanted) {
    Texts paths = wanted;
    for (const auto& input : service.inputs) paths.erase(input.bytes());
    if (paths.empty()) return;
    const JsonSpan& entries = *root_.Find("services");
    std::optional<std::size_t> with_inputs;
    std::optional<std::size_t> own;
    for (std::size_t i = 0; i < config_.services.size(); ++i) {
      const ServiceEntry& entry = config_.services[i];
      if (SpeaksOf(entry, service) && entry.inputs) with_inputs = i;
      if (NamesOnly(entry, service)) own = i;
    }
    if (with_inputs && NamesOnly(config_.services[*with_inputs], service)) {
      return additions_.Add(*entries.values[*with_inputs].Find("inputs"), AllQuoted(paths));
    }
    if (own && !with_inputs) {
      const JsonSpan& entry = entries.values[*own];
      const std::string inputs = Member("inputs", AllQuoted(paths));
      if (!entry.names.empty()) return additions_.Add(entry, {inputs});
      // A path stands for the object that holds it.
      const std::string path = text_.substr(entry.begin, entry.end - entry.begin);
      return additions_.Replace(entry, Entry({"\"path\": " + path, inputs}));
    }
    if (with_inputs) {
      // That entry is not for this service alone, and its inputs are no others' any more.
      for (const PathPattern& input : *config_.services[*with_inputs].inputs) {
        paths.insert(input.text);
      }
    }
    new_services_.push_back(
        Entry({"\"name\": " + Quoted(service.name), Member("inputs", AllQuoted(paths))}));
  }

  void FixImages(const std::map<std::string, Texts>& inputs,
                 const std::map<std::string, Texts>& from) {
    // By image, with what `from` says of services and of images.
    std::map<std::string, std::map<std::string, Texts>> by_image;
    for (const auto& [name, paths] : inputs) by_image[name]["inputs"] = paths;
    for (const auto& [name, images] : from) {
      const Service* service = ServiceOf(name);
      by_image[service == nullptr ? name : service->image]["from"] = images;
    }
    std::vector<std::string> entries;
    for (const auto& [image, lists] : by_image) {
      const auto known = std::ranges::find(config_.images, image, &ImageEntry::name);
      std::vector<std::string> members;
      for (const auto& [key, texts] : lists) {
        const JsonSpan* list = known == config_.images.end() ? nullptr : PlaceOf(*known).Find(key);
        if (list != nullptr) {
          additions_.Add(*list, AllQuoted(texts));
        } else {
          members.push_back(Member(key, AllQuoted(texts)));
        }
      }
      if (members.empty()) continue;
      if (known != config_.images.end()) {
        additions_.Add(PlaceOf(*known), members);
      } else {
        members.insert(members.begin(), "\"name\": " + Quoted(image));
        entries.push_back(Entry(members));
      }
    }
    AddToRootList("images", entries);
  }

  const JsonSpan& PlaceOf(const ImageEntry& entry) const {
    return root_.Find("images")->values[static_cast<std::size_t>(&entry - config_.images.data())];
  }

  void AddToRootList(std::string_view name, const std::vector<std::string>& items) {
    if (items.empty()) return;
    if (const JsonSpan* list = root_.Find(name)) {
      additions_.Add(*list, items);
    } else {
      new_members_.push_back(Member(name, items));
    }
  }

  const Config& config_;
  const Platform& platform_;
  const std::string& text_;
  JsonSpan root_;
  tfvars::JsonAdditions additions_;
  std::vector<std::string> new_services_;
  std::vector<std::string> new_members_;
};

}  // namespace

std::string FixedConfigText(const ConfigFile& file, const Platform& platform,
                            const AuditFixes& fixes) {
  return Fixer(file, platform).Run(fixes);
}

}  // namespace deltaplan::planner
