//! One linear model for each topic, fitted in blocks and kept term by term.

use linfa::dataset::{DatasetBase, Records};
use linfa::traits::{Fit, Predict, PredictInplace};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::merged::Merged;
use super::problem::{LANES, Lanes, Problem, Solution};
use super::weight_table::WeightTable;
use super::weights::Weights;
use super::{FitReport, LinearValidParams, Loss, logistic, squared_hinge};
use crate::error::{Error, Result};
use crate::features::SparseRecords;

/// How many features one thread puts together at a time.
const BATCH: usize = 4096;

/// A fitted linear model: for each topic the decision value
/// `f(x) = w · x + b`, above 0 where the topic is more likely there than not.
///
/// ```
/// use linfa::prelude::*;
/// use ndarray::array;
/// use thematic::features::SparseRecords;
/// use thematic::linear::LinearParams;
/// let records = SparseRecords::from_rows(2, [vec![(0, 1.0)], vec![(1, 1.0)]])?;
/// let dataset = DatasetBase::new(records, array![[true], [false]]);
/// let model = LinearParams::new().fit(&dataset)?;
/// let values = model.predict(&dataset.records);
/// assert!(values[[0, 0]] > 0.0 && values[[1, 0]] < 0.0);
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct OneVsRest {
    weights: Weights,
    bias: Vec<f32>,
    constant: Vec<usize>,
}

impl OneVsRest {
    /// Puts a model together from weights and a bias for each topic.
    ///
    /// # Errors
    ///
    /// When there are not as many biases as topics.
    pub fn new(weights: Weights, bias: Vec<f32>, constant: Vec<usize>) -> Result<Self> {
        if bias.len() != weights.n_topics() {
            return Err(Error::parameter(
                "the number of biases",
                bias.len(),
                "the number of topics",
            ));
        }
        Ok(Self {
            weights,
            bias,
            constant,
        })
    }

    /// The weights.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The bias of each topic.
    pub fn bias(&self) -> &[f32] {
        &self.bias
    }

    /// The columns of the topics that all rows had or none: nothing was to be
    /// learned, their decision value is always 1 or always -1.
    pub fn constant(&self) -> &[usize] {
        &self.constant
    }

    /// The number of topics.
    pub fn n_topics(&self) -> usize {
        self.weights.n_topics()
    }

    /// The model without the features that are not listed; the bias stays.
    #[must_use]
    pub fn select(&self, features: &[u32]) -> Self {
        Self {
            weights: self.weights.select(features),
            bias: self.bias.clone(),
            constant: self.constant.clone(),
        }
    }
}

/// The dual variables of a solution, from which that of a neighbouring C is
/// found sooner, and how the solution was come by.
#[derive(Debug, Clone, Default)]
pub struct WarmStart {
    /// For each block of topics, a value for each row and topic.
    blocks: Vec<Vec<Lanes>>,
    report: FitReport,
}

impl WarmStart {
    /// How the last fit went; empty before the first, and after one that failed.
    pub fn report(&self) -> &FitReport {
        &self.report
    }
}

impl LinearValidParams {
    /// Fits a model, asking `keep_on` now and then whether to go on.
    ///
    /// # Errors
    ///
    /// [`Error::Interrupted`] when `keep_on` says no; otherwise as `fit`.
    pub fn fit_while(
        &self,
        dataset: &DatasetBase<SparseRecords, Array2<bool>>,
        keep_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<OneVsRest> {
        self.fit_from(
            dataset,
            &mut WarmStart::default(),
            &|weight| weight,
            keep_on,
        )
    }

    /// Fits a model, starting from what `start` holds: the solution for the same
    /// data set and another C, or nothing. It then holds this solution. A support
    /// vector machine that starts near its solution takes fewer passes, and comes
    /// to the same weights within the tolerance; logistic regression always
    /// starts afresh.
    ///
    /// Each weight, but not the bias, is passed through `round` before it is kept,
    /// and is not kept where that makes 0 of it.
    ///
    /// # Errors
    ///
    /// As [`LinearValidParams::fit_while`].
    pub fn fit_from(
        &self,
        dataset: &DatasetBase<SparseRecords, Array2<bool>>,
        start: &mut WarmStart,
        round: &(dyn Fn(f32) -> f32 + Sync),
        keep_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<OneVsRest> {
        check_shapes(dataset.records.nsamples(), dataset.targets.view())?;
        let row_weights = if dataset.weights.len() == dataset.records.nsamples() {
            dataset.weights.to_vec()
        } else {
            vec![1.0; dataset.records.nsamples()]
        };
        let merged = Merged::new(dataset.records.clone())?;
        let targets = dataset.targets.view();
        self.fit_merged(&merged, targets, &row_weights, start, round, keep_on)
    }

    /// As [`LinearValidParams::fit_from`], of records whose columns are merged
    /// already, with a weight for each row.
    pub(crate) fn fit_merged(
        &self,
        merged: &Merged,
        targets: ArrayView2<'_, bool>,
        row_weights: &[f32],
        start: &mut WarmStart,
        round: &(dyn Fn(f32) -> f32 + Sync),
        keep_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<OneVsRest> {
        let n_samples = merged.records.nsamples();
        check_shapes(n_samples, targets)?;
        start.report = FitReport::default();
        let topics = by_support(targets);
        // As few blocks as can be, of like sizes.
        let of_block = topics.len().div_ceil(topics.len().div_ceil(LANES));
        let blocks: Vec<&[usize]> = topics.chunks(of_block).collect();
        // Duals of other rows or topics are none to start from.
        let fits = |alphas: &Vec<Lanes>| alphas.is_empty() || alphas.len() == n_samples;
        if start.blocks.len() != blocks.len() || !start.blocks.iter().all(fits) {
            start.blocks = vec![Vec::new(); blocks.len()];
        }
        // Before anything is solved, since what is too large is known by now.
        let tables = blocks
            .iter()
            .map(|_| WeightTable::new(merged.records.nfeatures()));
        let tables: Vec<WeightTable> = tables.collect::<Result<_>>()?;
        let solved: Vec<Option<Solution>> = blocks
            .par_iter()
            .zip(tables)
            .zip(&mut start.blocks)
            .map(|((topics, weights), alphas)| {
                let problem = Problem::new(&merged.records, targets, row_weights, topics, self);
                match self.loss {
                    Loss::SquaredHinge => squared_hinge::solve(&problem, alphas, weights, keep_on),
                    Loss::Logistic => logistic::solve(&problem, weights, keep_on),
                }
            })
            .collect();
        let solved: Option<Vec<Solution>> = solved.into_iter().collect();
        let solved = solved.ok_or(Error::Interrupted)?;
        let Some(model) = assemble(merged, targets, &blocks, &solved, round) else {
            *start = WarmStart::default();
            return Err(Error::parameter(
                "C or another parameter",
                "so large or small that weights are not finite",
                "nearer to its default",
            ));
        };
        start.report = report(&blocks, &solved);
        Ok(model)
    }
}

fn check_shapes(n_samples: usize, targets: ArrayView2<'_, bool>) -> Result<()> {
    if targets.nrows() != n_samples {
        return Err(linfa::Error::MismatchedShapes(n_samples, targets.nrows()).into());
    }
    if n_samples == 0 || targets.ncols() == 0 {
        return Err(linfa::Error::NotEnoughSamples.into());
    }
    Ok(())
}

fn report(blocks: &[&[usize]], solved: &[Solution]) -> FitReport {
    let mut report = FitReport::default();
    for (topics, block) in blocks.iter().zip(solved) {
        report.effort += block.effort;
        let lanes = topics.iter().enumerate();
        let unfinished = lanes.filter(|(lane, _)| block.unfinished >> lane & 1 == 1);
        report
            .unfinished
            .extend(unfinished.map(|(_, topic)| *topic));
    }
    report.unfinished.sort_unstable();
    report
}

/// Topics with like numbers of positives converge alike, so they are put into
/// the same block.
fn by_support(targets: ArrayView2<'_, bool>) -> Vec<usize> {
    let support: Vec<usize> = targets
        .columns()
        .into_iter()
        .map(|column| column.iter().filter(|has| **has).count())
        .collect();
    let mut topics: Vec<usize> = (0..support.len()).collect();
    topics.sort_by_key(|topic| (std::cmp::Reverse(support[*topic]), *topic));
    topics
}

/// The model with all its columns; `None` where a weight that is kept or a bias is
/// not finite, as rounding to fewer bits may make it, too.
fn assemble(
    merged: &Merged,
    targets: ArrayView2<'_, bool>,
    blocks: &[&[usize]],
    solved: &[Solution],
    round: &(dyn Fn(f32) -> f32 + Sync),
) -> Option<OneVsRest> {
    let n_topics = targets.ncols();
    let blocks: Vec<(&[usize], &[[f32; LANES]])> = blocks
        .iter()
        .zip(solved)
        .map(|(topics, block)| (*topics, &*block.weights))
        .collect();
    let of_batch = |columns: &[usize]| {
        let mut weights = Weights::new(n_topics);
        let mut row = vec![0.0; n_topics];
        for column in columns {
            row.fill(0.0);
            if let Some((place, share)) = merged.place_of(*column) {
                for (topics, block) in &blocks {
                    for (topic, weight) in topics.iter().zip(&block[place]) {
                        row[*topic] = round(weight * share);
                    }
                }
            }
            row.iter().all(|weight| weight.is_finite()).then_some(())?;
            weights.push_feature(&row);
        }
        Some(weights)
    };
    let columns: Vec<usize> = (0..merged.n_columns()).collect();
    let batches: Vec<Option<Weights>> = columns.par_chunks(BATCH).map(of_batch).collect();
    let batches: Vec<Weights> = batches.into_iter().collect::<Option<_>>()?;
    let n_weights = batches.iter().map(Weights::count_nonzero).sum();
    let mut weights = Weights::with_capacity(n_topics, columns.len(), n_weights);
    for batch in &batches {
        weights.append(batch);
    }
    let mut bias = vec![0.0; n_topics];
    let mut constant = Vec::new();
    for (topics, block) in &blocks {
        for (topic, weight) in topics.iter().zip(&block[merged.records.nfeatures()]) {
            bias[*topic] = *weight;
            let first = targets[[0, *topic]];
            if targets.column(*topic).iter().all(|has| *has == first) {
                constant.push(*topic);
                bias[*topic] = if first { 1.0 } else { -1.0 };
            }
        }
    }
    constant.sort_unstable();
    let is_finite = bias.iter().all(|bias| bias.is_finite());
    is_finite.then_some(OneVsRest {
        weights,
        bias,
        constant,
    })
}

impl Fit<SparseRecords, Array2<bool>, Error> for LinearValidParams {
    type Object = OneVsRest;

    /// Fits one model for each column of the targets.
    ///
    /// # Errors
    ///
    /// When records and targets differ in number, there are none, the system has
    /// not enough memory, or C or another parameter is so extreme that weights are
    /// not finite.
    fn fit(&self, dataset: &DatasetBase<SparseRecords, Array2<bool>>) -> Result<OneVsRest> {
        self.fit_while(dataset, &|| true)
    }
}

impl PredictInplace<SparseRecords, Array2<f32>> for OneVsRest {
    /// Decision values of shape `(n_samples, n_topics)`.
    fn predict_inplace(&self, records: &SparseRecords, values: &mut Array2<f32>) {
        let mut sums = vec![0.0; self.n_topics()];
        for (row, mut output) in values.rows_mut().into_iter().enumerate() {
            sums.copy_from_slice(&self.bias);
            let (columns, weights) = records.row(row);
            for (column, value) in columns.iter().zip(weights) {
                self.weights.add_row(*column, *value, &mut sums);
            }
            for (value, sum) in output.iter_mut().zip(&sums) {
                *value = *sum;
            }
        }
    }

    fn default_target(&self, records: &SparseRecords) -> Array2<f32> {
        Array2::zeros((records.nsamples(), self.n_topics()))
    }
}

impl Predict<&SparseRecords, Array2<f32>> for OneVsRest {
    fn predict(&self, records: &SparseRecords) -> Array2<f32> {
        let mut values = self.default_target(records);
        self.predict_inplace(records, &mut values);
        values
    }
}

#[cfg(test)]
mod tests {
    use linfa::ParamGuard;
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;
    use crate::linear::LinearParams;

    const N_FEATURES: usize = 6;

    fn records(rows: &[Vec<f32>]) -> SparseRecords {
        let sparse = rows.iter().map(|row| {
            let values = row.iter().enumerate();
            values
                .map(|(column, value)| (column as u32, *value))
                .collect()
        });
        SparseRecords::from_rows(N_FEATURES, sparse.collect::<Vec<_>>()).unwrap()
    }

    fn with_c(c: f64) -> LinearValidParams {
        let params = LinearParams::new().tolerance(1e-5).max_epochs(5000);
        params.c(c).check().unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// At the minimum of `½ w·w + C Σ max(0, 1 - y f)²` every weight is
        /// `2 C Σ max(0, 1 - y f) y xⱼ`, also those of columns that are repeated
        /// or stand in one row alone, as most do where values are so few.
        #[test]
        fn every_weight_of_a_support_vector_machine_is_where_the_gradient_is_0(
            rows in proptest::collection::vec(
                proptest::collection::vec(0u8..3, N_FEATURES), 3..9),
            labels in proptest::collection::vec(any::<bool>(), 9),
            c in 0.1f64..2.0,
        ) {
            let rows: Vec<Vec<f32>> = rows
                .iter()
                .map(|row| row.iter().map(|value| f32::from(*value / 2)).collect())
                .collect();
            let targets = Array2::from_shape_fn((rows.len(), 1), |(row, _)| labels[row]);
            prop_assume!(targets.iter().any(|has| *has) && !targets.iter().all(|has| *has));
            let dataset = DatasetBase::new(records(&rows), targets);
            let model = with_c(c).fit(&dataset).unwrap();
            let values = model.predict(&dataset.records);
            let mut expected = [0.0; N_FEATURES];
            for (row, features) in rows.iter().enumerate() {
                let sign = if labels[row] { 1.0 } else { -1.0 };
                let slack = (1.0 - sign * f64::from(values[[row, 0]])).max(0.0);
                for (sum, value) in expected.iter_mut().zip(features) {
                    *sum += 2.0 * c * slack * sign * f64::from(*value);
                }
            }
            for (feature, expected) in expected.iter().enumerate() {
                let weight = f64::from(model.weights.weight(feature as u32, 0));
                prop_assert!((weight - expected).abs() < 1e-3, "{weight} {expected}");
            }
        }

        #[test]
        fn a_warm_start_comes_to_the_weights_of_a_cold_one(
            rows in proptest::collection::vec(
                proptest::collection::vec(-1.0f32..1.0, N_FEATURES), 4..24),
            labels in proptest::collection::vec(any::<[bool; 3]>(), 24),
            first in 0.1f64..4.0,
            second in 0.1f64..4.0,
        ) {
            let targets = Array2::from_shape_fn((rows.len(), 3), |(row, topic)| labels[row][topic]);
            let dataset = DatasetBase::new(records(&rows), targets);
            let mut start = WarmStart::default();
            let all = |weight| weight;
            with_c(first).fit_from(&dataset, &mut start, &all, &|| true).unwrap();
            let warm = with_c(second).fit_from(&dataset, &mut start, &all, &|| true).unwrap();
            let cold = with_c(second).fit(&dataset).unwrap();
            for feature in 0..N_FEATURES as u32 {
                for topic in 0..3 {
                    let [warm, cold] = [&warm, &cold].map(|m| m.weights.weight(feature, topic));
                    prop_assert!((warm - cold).abs() < 1e-3, "{} and {}", warm, cold);
                }
            }
            for (warm, cold) in warm.bias.iter().zip(&cold.bias) {
                prop_assert!((warm - cold).abs() < 1e-3, "{} and {}", warm, cold);
            }
        }
    }

    #[test]
    fn what_a_fit_took_and_what_it_left_is_told() {
        let rows = [
            vec![1.0, 0.5],
            vec![0.0, 1.0],
            vec![1.0, 0.0],
            vec![0.3, 0.0],
        ];
        let targets = array![[true, true], [false, true], [true, true], [false, true]];
        let dataset = DatasetBase::new(records(&rows), targets);
        let fit = |params: LinearParams| {
            let mut start = WarmStart::default();
            let all = |weight| weight;
            params
                .check()
                .unwrap()
                .fit_from(&dataset, &mut start, &all, &|| true)
                .unwrap();
            (start.report().effort, start.report().unfinished.clone())
        };
        let losses = [Loss::SquaredHinge, Loss::Logistic];
        for params in losses.map(|loss| LinearParams::new().loss(loss).tolerance(1e-6)) {
            let (once, unfinished) = fit(params.clone().max_epochs(1));
            // Nothing is to be learned of the second topic, which all rows have.
            assert_eq!(unfinished, [0]);
            // The rows have two, one, one and one term.
            assert_eq!(
                (once.passes, once.visits, once.terms_read, once.terms),
                (1, 4, 5, 2)
            );
            let (all, unfinished) = fit(params.max_epochs(5000));
            assert!(unfinished.is_empty() && all.passes > 1);
        }
    }

    #[test]
    fn a_start_of_other_rows_or_topics_is_none() {
        let rows: Vec<Vec<f32>> = (0..6)
            .map(|row| {
                (0..N_FEATURES)
                    .map(|f| ((row * 5 + f * 3) % 7) as f32 / 7.0)
                    .collect()
            })
            .collect();
        let params = with_c(1.0);
        let fit = |rows: &[Vec<f32>], targets: Array2<bool>, start: &mut WarmStart| {
            let dataset = DatasetBase::new(records(rows), targets);
            params
                .fit_from(&dataset, start, &|weight| weight, &|| true)
                .unwrap()
        };
        let even = |n: usize| Array2::from_shape_fn((n, 2), |(row, topic)| (row + topic) % 2 == 0);
        let mut start = WarmStart::default();
        fit(&rows, even(6), &mut start);
        // Other rows: the very same weights as without a start.
        let of_four = fit(&rows[..4], even(4), &mut start);
        assert_eq!(of_four, fit(&rows[..4], even(4), &mut WarmStart::default()));
        // As many rows and topics, but one that all rows have: it learns nothing.
        let same = array![[true, true], [true, false], [true, true], [true, false]];
        let constant = fit(&rows[..4], same, &mut start);
        assert_eq!(constant.constant(), [0]);
        assert!((0..N_FEATURES).all(|feature| constant.weights().weight(feature as u32, 0) == 0.0));
        assert_eq!(constant.bias()[0], 1.0);
    }

    #[test]
    fn a_start_that_ran_beyond_numbers_is_forgotten() {
        // A row of no length with a cost beyond numbers.
        let rows = records(&[vec![1e-30; N_FEATURES], vec![-1e-30; N_FEATURES]]);
        let dataset = DatasetBase::new(rows, array![[true], [false]]);
        let mut start = WarmStart::default();
        let params = LinearParams::new().c(1e39).bias(false).check().unwrap();
        let fitted = params.fit_from(&dataset, &mut start, &|weight| weight, &|| true);
        assert!(fitted.is_err());
        assert!(start.blocks.is_empty());
    }
}
