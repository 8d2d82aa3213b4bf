# SPDX-License-Identifier: Apache-2.0
# bench/growth.R: what WHO's anthro asks of R's package survey, for one group out of 39: six shares and the mean of four indices of 20,000 rows.
# Prints CPU seconds. A floor for the whole table, measured on this machine.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
rows <- 20000
at <- seq_len(rows) - 1
set.seed(1)
data <- data.frame(w = 1 + at %% 7 / 3, cluster = at %% 400, stratum = at %% 10)
for (index in 1:4) data[[paste0("z", index)]] <- round(rnorm(rows, -0.8, 1.1), 2)
start <- sum(proc.time()[1:2])
design <- svydesign(~cluster, strata = ~stratum, weights = ~w, data = data, nest = TRUE)
for (index in 1:4) {
    for (cut in -3:3) {
        if (cut == 0) next
        design$variables$beyond <- as.numeric(if (cut < 0) data[[paste0("z", index)]] < cut else data[[paste0("z", index)]] > cut)
        share <- svyciprop(~beyond, design, method = "logit", df = degf(design))
    }
    mean <- svymean(as.formula(paste0("~z", index)), design)
}
cat(sprintf("%.2f\n", sum(proc.time()[1:2]) - start))
