#include "planner/report/plan_markdown.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(PlanMarkdown, ShowsATableAndTheReasonsOfWhatDeploys) {
  EXPECT_EQ(
      PlanMarkdown(testing::SandboxPlan()),
      R"(### Plan for sandbox: 2 of 5 services to deploy, 3 to skip. 3 images to build in 2 waves.

Head 9f1c2ab against what is live.

| service | decision | live | reason |
| --- | --- | --- | --- |
| <code>clinical-api</code> | **DEPLOY** | <code>1a2b3c4</code> 12 commits behind | services/clinical-api changed (1 file) and 4 more reasons |
| <code>gateway</code> | skip | <code>9f1c2ab</code> same | unchanged |
| <code>ledger</code> | skip | <code>1a2b3c4</code> 12 commits behind | held by the configuration&#58; quarter end and 1 more reason |
| <code>mailer</code> | **DEPLOY** |  | no live tag is known |
| <code>web</code> | skip | <code>77aa001</code> relation unknown | unchanged |

> **Warning:** Live sources disagree about web&#58; image&#95;tags says 77aa001, live&#95;file says 1a2b3c4. An untargeted apply from live&#95;file would roll it back 3 commits.

> **Warning:** Some live commits are not in this clone. To decide exactly, run&#58;<br><code>git fetch --depth=1 origin 1a2b3c4000000000000000000000000000000000</code><br><code>git fetch --depth=1 origin 77aa001000000000000000000000000000000000</code>

<details><summary><code>clinical-api</code>: 5 reasons</summary>

- services/clinical-api changed (1 file)
  - added <code>services/clinical-api/src/a.ts</code>
- packages/events changed (1203 files), via packages/events -> packages/auth-client -> services/clinical-api
  - mode_changed <code>packages/events/bin/run</code>
  - type_changed <code>packages/events/latest</code>
  - modified <code>packages/events/src/bus.ts</code>
  - and 1200 more files
- package.json changed (1 file)
  - modified <code>package.json</code>
- pnpm-lock.yaml changed (1 file)
  - deleted <code>pnpm-lock.yaml</code>
- base image node-base is rebuilt

</details>

<details><summary><code>mailer</code>: 1 reason</summary>

- no live tag is known

</details>
)");
}

TEST(PlanMarkdown, NothingInNamesMeansAnythingToMarkdown) {
  EXPECT_EQ(
      PlanMarkdown(testing::OddNamesPlan()),
      R"(### Plan for prod&#124;&#96;x&#96;: 2 of 3 services to deploy, 1 to skip. 2 images to build in 1 wave.

Head 9f1c2ab against what is live.

| service | decision | live | reason |
| --- | --- | --- | --- |
| <code>a&#124;b&#96;c &#60;b>&#64;team &#35;1 &#92;</code> | **DEPLOY** | <code>&#60;script>&#124;&#96;tag&#96;&#92;033&#91;31m</code> | '&#60;script>&#124;&#96;tag&#96;&#92;033&#91;31m' names no commit and 1 more reason |
| <code>测试</code> | **DEPLOY** | <code>1a2b3c4</code> diverged | 服务/测试 changed (1 file) |
| <code>z-sixty-characters-long-name-of-a-service-that-somebody-chose</code> | skip | <code>1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b</code> 1 commit ahead | unchanged |

> **Warning:** &#34;Line one&#92;r&#92;033&#91;2Jand &#60;b>&#64;&#8203;you&#60;/b>&#92;nservices=&#91;&#92;&#34;injected&#92;&#34;&#93;&#34; runs 1 (ecs), but the configuration knows no such service. Its tag stays in the tag map.

<details><summary><code>a&#124;b&#96;c &#60;b>&#64;team &#35;1 &#92;</code>: 2 reasons</summary>

- '&#60;script>&#124;&#96;tag&#96;&#92;033&#91;31m' names no commit
- &#34;services/&#92;n&#124; x &#124;&#34; changed (3 files)
  - added <code>&#34;services/&#92;n&#124; x &#124;/&#92;&#34;quoted&#92;&#34;&#34;</code>
  - modified <code>&#34;services/&#92;n&#124; x &#124;/&#91;locale&#93; (base) &#36;x.ts&#34;</code>
  - deleted <code>&#34;services/&#92;n&#124; x &#124;/invalid&#92;377&#34;</code>

</details>

<details><summary><code>测试</code>: 1 reason</summary>

- 服务/测试 changed (1 file)
  - modified <code>服务/测试/long-name-that-does-not-fit-into-one-line-of-a-terminal/x.ts</code>

</details>
)");
}

TEST(PlanMarkdown, PreviewSaysWhatItComparesWith) {
  EXPECT_EQ(PlanMarkdown(testing::PreviewPlan()),
            R"(### Preview: 1 of 2 services would deploy, 1 would not.

Head 9f1c2ab00000 (tag release-9f1c2ab) and the working tree against the merge base with main, 1a2b3c400000.

| service | decision | live | reason |
| --- | --- | --- | --- |
| <code>api</code> | **DEPLOY** |  | services/api changed (1 file) |
| <code>web</code> | skip |  | unchanged |

<details><summary><code>api</code>: 1 reason</summary>

- services/api changed (1 file)
  - modified <code>services/api/main.go</code>

</details>
)");
}

TEST(PlanMarkdown, AnEmptyPlanHasNoTable) {
  EXPECT_EQ(PlanMarkdown(testing::EmptyPlan()),
            R"(### Plan: Nothing to deploy: there are no services.

Head 9f1c2ab against what is live.
)");
}

TEST(PlanMarkdown, FitsIntoACommentOnGitHub) {
  Plan plan = testing::LargePlan(2000, 1900, 100);
  plan.warnings.assign(300, warnings::HeldWithoutTag{std::string(500, 'x')});
  const std::string text = PlanMarkdown(plan);
  EXPECT_LT(text.size(), 65'536U);
  EXPECT_NE(text.find("\n100 unchanged services to skip.\n"), std::string::npos);
  for (const char* rest : {" more services, see the plan as JSON.", " more warnings, see",
                           " more services are in the plan as JSON.", "- and 80 more files"}) {
    EXPECT_NE(text.find(rest), std::string::npos) << rest;
  }
}

TEST(PlanMarkdown, EveryByteOfANameStaysInsideItsCell) {
  for (int byte = 1; byte < 256; ++byte) {
    Plan plan = testing::NothingToDeployPlan();
    plan.services.resize(1);
    plan.services[0].name = std::string(2, static_cast<char>(byte));
    const std::string text = PlanMarkdown(plan);
    const std::string row = text.substr(text.find("\n| <code>") + 1);
    EXPECT_EQ(std::count(row.begin(), row.end(), '|'), 5) << byte;
    EXPECT_EQ(std::count(row.begin(), row.end(), '\n'), 1) << byte;
    EXPECT_EQ(std::count(row.begin(), row.end(), '<'), 4) << byte;
    EXPECT_EQ(row.find_first_of("`@*[\\\r"), std::string::npos) << byte;
  }
}

}  // namespace
}  // namespace deltaplan::planner
