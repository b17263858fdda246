#include "planner/report/plan_markdown.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <regex>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(PlanMarkdown, SaysTheVerdictThenWarningsThenCauses) {
  EXPECT_EQ(
      PlanMarkdown(testing::SandboxPlan()),
      R"(<!-- deltaplan:comment v1 {"command":"plan","environment":"sandbox","head":"9f1c2ab000000000000000000000000000000000","at":0,"deploy":2} -->
### sandbox: 2 of 5 services to deploy · 2 warnings · 3 images in 2 waves

> **Warning:** Live sources disagree about web&#58; image&#95;tags says 77aa001, live&#95;file says 1a2b3c4. An untargeted apply from live&#95;file would roll it back 3 commits.

> **Warning:** Some live commits are not in this clone, and may be younger than head. To decide exactly, run&#58;<br>`git fetch --depth=1 origin 1a2b3c4000000000000000000000000000000000`<br>`git fetch --depth=1 origin 77aa001000000000000000000000000000000000`

**To look at**

- 1 undetermined: `web`
- 1 never deployed: `mailer`
- 1 held: `ledger` (held by the configuration&#58; quarter end)

| cause | services |
| --- | --- |
| services/clinical-api changed (1 file)<br>packages/events changed (1203 files)<br>package.json changed (1 file)<br>pnpm-lock.yaml changed (1 file)<br>base image node-base is rebuilt | 1: `clinical-api` |
| no live tag is known | 1: `mailer` |

<details><summary>2 services: live, new tag, commits behind</summary>

| service | live | becomes | |
| --- | --- | --- | --- |
| `clinical-api` | `1a2b3c4` | `9f1c2ab` | 12 commits behind |
| `mailer` | none | `9f1c2ab` |  |

</details>

<details><summary>Changed files, and the way to the services</summary>

- `clinical-api`
  - services/clinical-api changed (1 file)
    - added `services/clinical-api/src/a.ts`
  - packages/events changed (1203 files), via packages/events -> packages/auth-client -> services/clinical-api
    - mode_changed `packages/events/bin/run`
    - type_changed `packages/events/latest`
    - modified `packages/events/src/bus.ts`
    - and 1200 more files
  - package.json changed (1 file)
    - modified `package.json`
  - pnpm-lock.yaml changed (1 file)
    - deleted `pnpm-lock.yaml`
  - base image node-base is rebuilt

</details>

<details><summary>2 unchanged · 1 held</summary>

- `ledger`: held by the configuration&#58; quarter end; services/ledger changed (1 file)

`gateway`, `web`

</details>

Head 9f1c2ab against what is live. `deltaplan why clinical-api` explains.
)");
}

TEST(PlanMarkdown, NothingInNamesMeansAnythingToMarkdown) {
  EXPECT_EQ(
      PlanMarkdown(testing::OddNamesPlan()),
      R"(<!-- deltaplan:comment v1 {"command":"plan","environment":"prod|\u0060x\u0060","head":"9f1c2ab000000000000000000000000000000000","at":0,"deploy":2} -->
### prod&#124;&#96;x&#96;: 2 of 3 services to deploy · 1 warning · 2 images in 1 wave

> **Warning:** &#34;Line one&#92;r&#92;033&#91;2Jand &#60;b>&#64;​you&#60;/b>&#92;nservices=&#91;&#92;&#34;injected&#92;&#34;&#93;&#34; runs 1 (ecs), but the configuration knows no such service. Its tag stays in the tag map.

**To look at**

- 1 ahead of head: `z-sixty-characters-long-name-of-a-service-that-somebody-chose` (1 commit ahead)
- 1 diverged from head: `测试`
- 1 undetermined: <code>a&#124;b&#96;c &#60;b>&#64;​team &#35;​1 &#92;</code>

| cause | services |
| --- | --- |
| '&#60;script>&#124;&#96;tag&#96;&#92;033&#91;31m' names no commit<br>&#34;services/&#92;n&#124; x &#124;&#34; changed (3 files) | 1: <code>a&#124;b&#96;c &#60;b>&#64;​team &#35;​1 &#92;</code> |
| 服务/测试 changed (1 file) | 1: `测试` |

<details><summary>2 services: live, new tag, commits behind</summary>

| service | live | becomes | |
| --- | --- | --- | --- |
| <code>a&#124;b&#96;c &#60;b>&#64;​team &#35;​1 &#92;</code> | <code>&#60;script>&#124;&#96;tag&#96;&#92;033&#91;31m</code> | `9f1c2ab` |  |
| `测试` | `1a2b3c4` | `9f1c2ab` | diverged |

</details>

<details><summary>Changed files, and the way to the services</summary>

- <code>a&#124;b&#96;c &#60;b>&#64;​team &#35;​1 &#92;</code>
  - '&#60;script>&#124;&#96;tag&#96;&#92;033&#91;31m' names no commit
  - &#34;services/&#92;n&#124; x &#124;&#34; changed (3 files)
    - added `"services/\n| x |/\"quoted\""`
    - modified `"services/\n| x |/[locale] (base) $x.ts"`
    - deleted `"services/\n| x |/invalid\377"`
- `测试`
  - 服务/测试 changed (1 file)
    - modified `服务/测试/long-name-that-does-not-fit-into-one-line-of-a-terminal/x.ts`

</details>

<details><summary>1 unchanged</summary>


`z-sixty-characters-long-name-of-a-service-that-somebody-chose`

</details>

Head 9f1c2ab against what is live.
)");
}

TEST(PlanMarkdown, PreviewSaysWhatItComparesWith) {
  EXPECT_EQ(
      PlanMarkdown(testing::PreviewPlan()),
      R"(<!-- deltaplan:comment v1 {"command":"preview","environment":null,"head":"9f1c2ab000000000000000000000000000000000","at":0,"deploy":1} -->
### deltaplan: 1 of 2 services would deploy

| cause | services |
| --- | --- |
| services/api changed (1 file) | 1: `api` |

<details><summary>Changed files, and the way to the services</summary>

- `api`
  - services/api changed (1 file)
    - modified `services/api/main.go`

</details>

<details><summary>1 unchanged</summary>


`web`

</details>

Head 9f1c2ab00000 (tag release-9f1c2ab) and the working tree against the merge base with main, 1a2b3c400000.
)");
}

TEST(PlanMarkdown, AnEmptyPlanIsItsTitle) {
  EXPECT_EQ(
      PlanMarkdown(testing::EmptyPlan()),
      R"(<!-- deltaplan:comment v1 {"command":"plan","environment":null,"head":"9f1c2ab000000000000000000000000000000000","at":0,"deploy":0} -->
### deltaplan: nothing to deploy (there are no services)

Head 9f1c2ab against what is live.
)");
}

TEST(PlanMarkdown, IsNeverLongerThanAskedFor) {
  Plan plan = testing::LargePlan(400, 380, 100);
  for (std::size_t i = 0; i < 200; ++i) {
    Reason base;
    base.code = ReasonCode::kBaseImageChanged;
    base.input = "base-" + std::to_string(i);
    plan.services[i].reasons.push_back(base);
  }
  plan.warnings.assign(300, warnings::HeldWithoutTag{std::string(500, 'x')});
  for (const std::size_t most : {2'000U, 10'000U, 64'000U, 300'000U}) {
    for (const bool html : {true, false}) {
      const MarkerPlace place = html ? MarkerPlace::kHtml : MarkerPlace::kFooter;
      const MarkdownOptions options = {.max_bytes = most, .marker = place, .html = html};
      const std::string text = PlanMarkdown(plan, {}, options);
      EXPECT_LE(text.size(), most);
      EXPECT_NE(text.find("380 of 400 services to deploy · 300 warnings"), std::string::npos);
      EXPECT_NE(text.find("more notices, see plan.json."), std::string::npos) << most;
      EXPECT_NE(text.find("deltaplan:comment v1 {"), std::string::npos);
      EXPECT_TRUE(html || text.find("<details>") == std::string::npos) << most;
      const std::string several = PlansMarkdown({&plan, &plan, &plan}, options);
      EXPECT_LE(several.size(), most);
    }
  }
}

// Each service has a baseline of its own: the files of one are not those of its group.
TEST(PlanMarkdown, TheFilesOfAGroupAreThoseOfTheServiceThatItNames) {
  const Plan plan = testing::LargePlan(3, 2, 1);
  EXPECT_NE(
      PlanMarkdown(plan).find("\n- 2 services, for example `" + plan.services[0].name + "`\n"),
      std::string::npos);
}

std::size_t CutEnvironments(const std::string& text, const std::string& what) {
  std::smatch found;
  const std::regex line("\nAnd " + what + "([0-9]+) more environments?\\.");
  return std::regex_search(text, found, line) ? std::stoul(found[1]) : 0;
}

TEST(PlanMarkdown, SeveralEnvironmentsKeepTheLimitAndCountWhatIsCut) {
  Plan plan = testing::LargePlan(40, 30, 10);
  plan.environment = std::string(90, '*');
  plan.warnings.assign(5, warnings::HeldWithoutTag{std::string(200, 'x')});
  for (const std::size_t count : {2U, 3U, 7U, 20U}) {
    const std::vector<const Plan*> plans(count, &plan);
    for (std::size_t most = 2'000; most < 40'000; most += most / 7) {
      for (const bool html : {true, false}) {
        const MarkdownOptions options = {
            .max_bytes = most, .marker = MarkerPlace::kNone, .html = html};
        const std::string text = PlansMarkdown(plans, options);
        EXPECT_LE(text.size(), most) << count;
        std::size_t lines = 0;
        std::size_t parts = 0;
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; ++at) {
          lines += text.compare(at, 5, "\n- **") == 0 ? 1U : 0U;
          parts += text.compare(at, 6, "\n#### ") == 0 ? 1U : 0U;
        }
        EXPECT_EQ(lines + CutEnvironments(text, ""), count) << text;
        EXPECT_EQ(parts + CutEnvironments(text, "the details of "), count) << text;
      }
    }
  }
}

TEST(PlanMarkdown, APartWithoutRoomIsCounted) {
  const std::string text =
      PlanMarkdown(testing::LargePlan(400, 380, 100), {}, {.max_bytes = 2'000});
  EXPECT_NE(text.find("more part"), std::string::npos) << text;
}

TEST(PlanMarkdown, SeveralEnvironmentsHaveALineEachAtTheTop) {
  Plan quiet = testing::NothingToDeployPlan();
  quiet.environment = "staging";
  const Plan busy = testing::SandboxPlan();
  const std::string text = PlansMarkdown({&quiet, &busy});
  EXPECT_EQ(
      text.find("<!-- deltaplan:comment v1 {\"command\":\"plan\",\"environment\":[\"staging\","
                "\"sandbox\"],"),
      0U);
  EXPECT_NE(
      text.find(" -->\n### 1 of 2 environments with something to deploy\n\n"
                "- staging: nothing to deploy (3 unchanged)\n"
                "- **sandbox**: 2 of 5 services to deploy · 2 warnings · 3 images in 2 waves\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("\n#### sandbox: 2 of 5 services to deploy"), std::string::npos);
}

// Bots and GitLab read lines that begin with "/".
TEST(PlanMarkdown, NoLineBeginsWithData) {
  Plan plan = testing::OddNamesPlan();
  for (PlannedService& service : plan.services) service.name = "/close";
  plan.environment = "/lgtm";
  for (const bool html : {true, false}) {
    const std::string text = PlanMarkdown(plan, {}, {.html = html});
    EXPECT_EQ(text.find("\n/"), std::string::npos) << text;
    EXPECT_NE(text.find("close"), std::string::npos);
  }
}

TEST(PlanMarkdown, EveryByteOfANameStaysInsideItsCell) {
  for (int byte = 1; byte < 256; ++byte) {
    Plan plan = testing::LargePlan(1, 1, 0);
    plan.services[0].name = std::string(2, static_cast<char>(byte));
    const std::string text = PlanMarkdown(plan);
    const std::size_t begin = text.find("\n| packages/common") + 1;
    const std::string row = text.substr(begin, text.find('\n', begin) - begin);
    EXPECT_EQ(std::count(row.begin(), row.end(), '|'), 3) << byte;
    EXPECT_EQ(row.find_first_of("\r\n"), std::string::npos) << byte;
  }
}

}  // namespace
}  // namespace deltaplan::planner
